import { evolve } from '#contracts/declare/fold';
import { LocationChanged, LocationCreated, type TemperatureZone } from '#contracts/inventory/location-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';
import { activeFrom, withActivity, type Activity } from '../activity';

/** A location of stock, as decisions see it. */
export interface Location {
  readonly code: string;
  readonly name: string;
  readonly temperatureZone: TemperatureZone;
  readonly parentId: string | null;
  readonly active: boolean;
  readonly activity: Activity;
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** All locations of an organisation, which form a forest. */
export interface Locations {
  readonly byId: Map<string, Location>;
  /** By the folded code. */
  readonly idByCode: Map<string, string>;
}

/**
 * The locations of an organisation are one stream, named by it: only so two moves at once cannot make a cycle, and a
 * decision can take a whole subtree from the log.
 */
export const locations = aggregate(
  'inventory.locations',
  (): Locations => ({ byId: new Map(), idByCode: new Map() }),
  [
    evolve(LocationCreated, (state, { data, revision }) => {
      const { locationId, ...described } = data;
      return withLocation(state, locationId, { ...described, activity: activeFrom(data.active), revision });
    }),
    evolve(LocationChanged, (state, { data, revision, occurredAt }) => {
      const { locationId, ...described } = data;
      const before = state.byId.get(locationId)?.activity ?? activeFrom(true);
      const activity = withActivity(before, data.active, Date.parse(occurredAt));
      return withLocation(state, locationId, { ...described, activity, revision });
    }),
  ],
  {
    mutates: true,
    bytes: ({ byId }) => 500 * byId.size,
    copy: ({ byId, idByCode }) => ({ byId: new Map(byId), idByCode: new Map(idByCode) }),
    snapshot: {
      version: 1,
      toJson: ({ byId }): LocationsJson =>
        [...byId].map(([id, { activity, ...location }]) => [
          id,
          { ...location, activity: activity.map(({ at, active }) => [Number.isFinite(at) ? at : null, active]) },
        ]),
      fromJson: (json: LocationsJson): Locations => ({
        byId: new Map(json.map(([id, location]) => [id, { ...location, activity: activityIn(location.activity) }])),
        idByCode: new Map(json.map(([id, { code }]) => [foldedText(code), id])),
      }),
    },
  },
);

type ActivityJson = readonly (readonly [at: number | null, active: boolean])[];
type LocationsJson = readonly (readonly [string, Omit<Location, 'activity'> & { readonly activity: ActivityJson }])[];

function activityIn(json: ActivityJson): Activity {
  const [first = { at: Number.NEGATIVE_INFINITY, active: true }, ...later] = json.map(([at, active]) => ({
    at: at ?? Number.NEGATIVE_INFINITY,
    active,
  }));
  return [first, ...later];
}

function withLocation(state: Locations, id: string, location: Location): Locations {
  const former = state.byId.get(id);
  if (former) state.idByCode.delete(foldedText(former.code));
  state.byId.set(id, location);
  state.idByCode.set(foldedText(location.code), id);
  return state;
}

/** A location as a part of the stream. */
export function locationIn({ byId }: Locations, locationId: string): Thing | undefined {
  const location = byId.get(locationId);
  return location && { id: locationId, revision: location.revision };
}

/** The locations of an organisation as of now. */
export async function locationsOf(tenantId: string, lookup: Lookup): Promise<Locations> {
  return (await lookup.state(locations, tenantId, tenantId)).state;
}

/** A location with everything in it, at any depth; nothing for one that is not there. */
export function subtreeOf({ byId }: Locations, rootId: string): ReadonlySet<string> {
  if (!byId.has(rootId)) return new Set();
  const children = new Map<string, string[]>();
  for (const [id, { parentId }] of byId) {
    if (parentId === null) continue;
    const siblings = children.get(parentId);
    if (siblings) siblings.push(id);
    else children.set(parentId, [id]);
  }
  const found = new Set([rootId]);
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child);
  return found;
}

export type LocationEvent = EventsOf<typeof locations>;

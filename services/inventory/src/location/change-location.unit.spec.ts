import fc from 'fast-check';
import { event } from '#contracts/declare/event';
import { LocationChanged, LocationCreated } from '#contracts/inventory/location-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { isActiveAt } from '../activity';
import { changeLocation } from './change-location';
import { locations, subtreeOf, type LocationEvent, type Locations } from './location';

const [SITE, ROOM, SHELF] = ['site', 'room', 'shelf'].map((name) => GIVEN.newId(name)) as [string, string, string];
const described = (locationId: string, code: string, parentId: string | null) => ({
  locationId,
  code,
  name: code,
  temperatureZone: 'dry' as const,
  parentId,
  active: true,
});
const past: LocationEvent[] = [
  event(LocationCreated, described(SITE, 'SITE', null)),
  event(LocationCreated, described(ROOM, 'ROOM', SITE)),
  event(LocationCreated, described(SHELF, 'SHELF', ROOM)),
];
const change = (locationId: string, said: object, facts?: { hasStock: boolean }) =>
  given(locations, ...past).when(changeLocation, { locationId, ...said }, { facts });

/** The state after events, each a second after the one before. */
function stateAfter(...events: readonly LocationEvent[]): Locations {
  return events.reduce(
    (folded, made, revision) =>
      locations.evolve(folded, { ...made, revision, occurredAt: new Date(revision * 1000).toISOString() }),
    locations.initial(),
  );
}

describe('changing a location', () => {
  it('records all details, and keeps those that were not given', () => {
    change(SHELF, { name: 'Top shelf', parentId: null }).then(
      event(LocationChanged, { ...described(SHELF, 'SHELF', null), name: 'Top shelf' }),
    );
  });

  it('changes nothing when nothing differs', () => {
    change(SHELF, { code: 'SHELF', parentId: ROOM, active: true }).thenNothing();
  });

  it.each([
    ['one directly in it', SITE, ROOM],
    ['one deep in it', SITE, SHELF],
  ])('is not moved into %s', (_, locationId, parentId) => {
    change(locationId, { parentId }).thenRefused('CONFLICT');
  });

  it('refuses a location that is not there, as the one that is moved and as the one that it is moved into', () => {
    change(GIVEN.newId('other'), { name: 'x' }).thenRefused('NOT_FOUND');
    change(SHELF, { parentId: GIVEN.newId('other') }).thenRefused('NOT_FOUND');
  });

  it('refuses a code that another one has, and keeps its own in another case', () => {
    change(SHELF, { code: 'room' }).thenRefused('DUPLICATE');
    change(SHELF, { code: 'shelf' }).thenMatching({ data: { code: 'shelf' } });
  });

  it('is put out of use without stock only', () => {
    change(SHELF, { active: false }, { hasStock: true }).thenRefused('LOCATION_NOT_EMPTY');
    change(SHELF, { active: false }, { hasStock: false }).thenMatching({ data: { active: false } });
  });

  it('keeps its zone while it has stock', () => {
    change(SHELF, { temperatureZone: 'cooler' }, { hasStock: true }).thenRefused('CONFLICT');
    change(SHELF, { temperatureZone: 'cooler' }, { hasStock: false }).thenMatching({
      data: { temperatureZone: 'cooler' },
    });
  });
});

describe('the locations of an organisation', () => {
  it('were always as they were made, until they were changed', () => {
    const off = event(LocationChanged, { ...described(SHELF, 'SHELF', ROOM), active: false });
    const activity = stateAfter(...past, off).byId.get(SHELF)?.activity;
    expect(activity && [-1, 2_999, 3_000].map((at) => isActiveAt(activity, at))).toEqual([true, true, false]);
  });

  it('give a former code free', () => {
    const { idByCode } = stateAfter(...past, event(LocationChanged, described(SHELF, 'BIN', ROOM)));
    expect([...idByCode.keys()]).toEqual(['site', 'room', 'bin']);
  });

  it('are the same from a snapshot', () => {
    const off = event(LocationChanged, { ...described(ROOM, 'ROOM', SITE), active: false });
    const state = stateAfter(...past, off);
    const json = JSON.parse(JSON.stringify(locations.snapshot?.toJson(state))) as never;
    expect(locations.snapshot?.fromJson(json)).toEqual(state);
  });

  it('form a forest after any moves that were accepted', () => {
    const ids = Array.from({ length: 8 }, (_, n) => GIVEN.newId(`location-${n}`));
    const one = fc.constantFrom(...ids);
    fc.assert(
      fc.property(fc.array(fc.tuple(one, one), { maxLength: 40 }), (moves) => {
        const events: LocationEvent[] = ids.map((id, n) => event(LocationCreated, described(id, `L-${n}`, null)));
        for (const [locationId, parentId] of moves) {
          try {
            const facts = undefined;
            events.push(...changeLocation({ locationId, parentId }, stateAfter(...events), { ...GIVEN, facts }));
          } catch (error) {
            expect(error).toMatchObject({ code: 'CONFLICT' });
          }
        }
        const state = stateAfter(...events);
        for (const id of ids) {
          const above: string[] = [];
          for (let at: string | null = id; at !== null; at = state.byId.get(at)?.parentId ?? null) {
            expect(above).not.toContain(at);
            above.push(at);
            expect(subtreeOf(state, at).has(id)).toBe(true);
          }
        }
      }),
    );
  });
});

import { evolve, foreign } from '../declare/fold';
import { LocationChanged, LocationCreated } from './location-events';

/** A location as decisions of other services may use it. */
export interface LocationFacts {
  readonly code: string;
  readonly name: string;
}

/** All locations of an organisation, by id. The stream is in its tenant, named by its id. */
export const locationFacts = foreign(
  'inventory.locations',
  () => new Map<string, LocationFacts>(),
  [
    evolve(LocationCreated, (state, { data: { locationId, code, name } }) => state.set(locationId, { code, name })),
    evolve(LocationChanged, (state, { data: { locationId, code, name } }) => state.set(locationId, { code, name })),
  ],
  { mutates: true, copy: (state) => new Map(state) },
);

import { objectIn, textIn } from '../../hr-delivery/readings/values';
import { fetchedPeople, fetchedPerson } from '../fetched-person';
import { readable, type PeopleApi } from '../people-api';
import { bearer, get, idIn } from './requests';

/** Of the canonical form: `GET people?cursor=` answers `{ people, next }`, `GET people/{externalId}` a person. */
export const canonicalApi: PeopleApi = {
  async one({ ask, credential }, externalId) {
    const body = await ask(get(`people/${idIn(externalId)}`, bearer(credential)));
    return body === undefined ? undefined : readable(fetchedPerson(body));
  },
  async page({ ask, credential }, page) {
    const body = await ask(get(page === null ? 'people' : `people?cursor=${idIn(page)}`, bearer(credential)));
    const people = readable(fetchedPeople(objectIn(body)?.['people'] ?? body));
    return { people, next: textIn(objectIn(body)?.['next']) ?? null };
  },
};

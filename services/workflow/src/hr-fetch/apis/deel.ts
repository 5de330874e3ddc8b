import { objectIn } from '../../hr-delivery/readings/values';
import { fetchedPeople, fetchedPerson } from '../fetched-person';
import { readable, type PeopleApi } from '../people-api';
import { bearer, get, idIn } from './requests';

const PAGE = 50;

/** Contracts, by their ids. */
export const deelApi: PeopleApi = {
  async one({ ask, credential }, externalId) {
    const body = await ask(get(`contracts/${idIn(externalId)}`, bearer(credential)));
    return body === undefined ? undefined : readable(fetchedPerson(objectIn(body)?.['data']));
  },
  async page({ ask, credential }, page) {
    const body = await ask(get(`contracts?limit=${PAGE}&offset=${page ?? '0'}`, bearer(credential)));
    const people = readable(fetchedPeople(objectIn(body)?.['data']));
    return { people, next: people.length < PAGE ? null : String(Number(page ?? '0') + people.length) };
  },
};

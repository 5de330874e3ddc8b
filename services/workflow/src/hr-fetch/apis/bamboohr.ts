import { objectIn } from '../../hr-delivery/readings/values';
import { fetchedPeople, fetchedPerson } from '../fetched-person';
import { readable, type PeopleApi } from '../people-api';
import { basic, get, idIn, post } from './requests';

const DATES = ['hireDate', 'terminationDate'];
const DETAILS = ['firstName', 'lastName', 'workEmail', 'department', 'jobTitle', 'location', 'supervisorEId'];

/**
 * The credential is the API key. Values that lie ahead are told only to those who ask for more than the current ones, so
 * the days are asked for separately: a department that changes next month does not change today.
 */
export const bambooHrApi: PeopleApi = {
  async one({ ask, credential }, externalId) {
    const at = `employees/${idIn(externalId)}/`;
    const headers = basic(`${credential}:x`);
    const details = await ask(get(`${at}?fields=${DETAILS.join(',')}`, headers));
    const days = await ask(get(`${at}?fields=${DATES.join(',')}&onlyCurrent=false`, headers));
    if (details === undefined || days === undefined) return undefined;
    return readable(fetchedPerson({ ...objectIn(details), ...objectIn(days) }));
  },
  async page({ ask, credential }) {
    const report = { title: 'People', fields: ['id', ...DETAILS, ...DATES] };
    const body = await ask(post('reports/custom?format=JSON&onlyCurrent=false', basic(`${credential}:x`), report));
    return { people: readable(fetchedPeople(objectIn(body)?.['employees'])), next: null };
  },
};

import { objectIn } from '../../hr-delivery/readings/values';
import { fetchedPeople, fetchedPerson } from '../fetched-person';
import { readable, type PeopleApi } from '../people-api';
import { basic, idIn, post } from './requests';

const ASKED = {
  fields: [
    'root.id',
    'root.firstName',
    'root.surname',
    'root.email',
    'work.department',
    'work.title',
    'work.site',
    'work.startDate',
    'work.reportsTo',
    'internal.terminationDate',
  ],
  // Values of lists are ids, with the names beside them. Dates are ISO 8601 only outside of that part.
  humanReadable: 'APPEND',
};

/** The credential is that of a service user: its id, a colon and its token. There are no pages. */
export const hiBobApi: PeopleApi = {
  async one({ ask, credential }, externalId) {
    const body = await ask(post(`people/${idIn(externalId)}`, basic(credential), ASKED));
    return body === undefined ? undefined : readable(fetchedPerson(personIn(body)));
  },
  async page({ ask, credential }) {
    const body = await ask(post('people/search', basic(credential), { ...ASKED, showInactive: true }));
    const employees = objectIn(body)?.['employees'];
    return {
      people: readable(fetchedPeople(Array.isArray(employees) ? employees.map(personIn) : undefined)),
      next: null,
    };
  },
};

/** A field that the service user may not read is absent. */
function personIn(employee: unknown): object {
  const { id, firstName, surname, email, ...sections } = objectIn(employee) ?? {};
  const [work, names] = [objectIn(sections['work']), objectIn(objectIn(sections['humanReadable'])?.['work'])];
  return {
    id,
    firstName,
    surname,
    email,
    startDate: work?.['startDate'],
    department: names?.['department'] ?? work?.['department'],
    title: names?.['title'] ?? work?.['title'],
    site: names?.['site'] ?? work?.['site'],
    reportsTo: work?.['reportsTo'],
    terminationDate: objectIn(sections['internal'])?.['terminationDate'],
  };
}

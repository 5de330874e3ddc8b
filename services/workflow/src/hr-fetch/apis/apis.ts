import type { HrSourceKind } from '#contracts/workflow/hr-source-events';
import { objectIn, textIn } from '../../hr-delivery/readings/values';
import { fetchedPeople, fetchedPerson } from '../fetched-person';
import type { ApiRequest, PeopleApi } from '../people-api';

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
/** `name:password` as HTTP Basic has it. Credentials are ASCII. */
const basic = (credential: string) => ({ authorization: `Basic ${btoa(credential)}` });

function get(path: string, headers: ApiRequest['headers']): ApiRequest {
  return { method: 'GET', path, headers: { accept: 'application/json', ...headers } };
}

function post(path: string, headers: ApiRequest['headers'], body: object): ApiRequest {
  const json = { accept: 'application/json', 'content-type': 'application/json' };
  return { method: 'POST', path, headers: { ...json, ...headers }, body };
}

const idIn = encodeURIComponent;

/** Of the canonical form: `GET people?cursor=` answers `{ people, next }`, `GET people/{externalId}` a person. */
const canonical: PeopleApi = {
  one: (credential, externalId) => get(`people/${idIn(externalId)}`, bearer(credential)),
  readOne: fetchedPerson,
  all: (credential, page) => get(page === null ? 'people' : `people?cursor=${idIn(page)}`, bearer(credential)),
  readAll(body) {
    const people = fetchedPeople(objectIn(body)?.['people'] ?? body);
    return people && { people, next: textIn(objectIn(body)?.['next']) ?? null };
  },
};

const BAMBOO_FIELDS = [
  'id',
  'firstName',
  'lastName',
  'workEmail',
  'department',
  'jobTitle',
  'supervisorEId',
  'hireDate',
  'terminationDate',
];

/** The credential is the API key. */
const bamboohr: PeopleApi = {
  one: (credential, externalId) =>
    get(`employees/${idIn(externalId)}/?fields=${BAMBOO_FIELDS.join(',')}`, basic(`${credential}:x`)),
  readOne: fetchedPerson,
  all: (credential) =>
    post('reports/custom?format=JSON', basic(`${credential}:x`), { title: 'People', fields: BAMBOO_FIELDS }),
  readAll(body) {
    const people = fetchedPeople(objectIn(body)?.['employees']);
    return people && { people, next: null };
  },
};

const BOB_FIELDS = [
  'root.id',
  'root.firstName',
  'root.surname',
  'root.email',
  'work.department',
  'work.title',
  'work.startDate',
  'work.reportsTo',
  'internal.terminationDate',
];

/** The credential is that of a service user: its id, a colon and its token. */
const hibob: PeopleApi = {
  one: (credential, externalId) => post(`people/${idIn(externalId)}`, basic(credential), { fields: BOB_FIELDS }),
  readOne: fetchedPerson,
  all: (credential) => post('people/search', basic(credential), { fields: BOB_FIELDS, showInactive: true }),
  readAll(body) {
    const people = fetchedPeople(objectIn(body)?.['employees']);
    return people && { people, next: null };
  },
};

const DEEL_PAGE = 50;

/** Contracts, by their ids. */
const deel: PeopleApi = {
  one: (credential, externalId) => get(`contracts/${idIn(externalId)}`, bearer(credential)),
  readOne: (body) => fetchedPerson(objectIn(body)?.['data']),
  all: (credential, page) => get(`contracts?limit=${DEEL_PAGE}&offset=${page ?? '0'}`, bearer(credential)),
  readAll(body, page) {
    const people = fetchedPeople(objectIn(body)?.['data']);
    if (!people) return undefined;
    return { people, next: people.length < DEEL_PAGE ? null : String(Number(page ?? '0') + people.length) };
  },
};

/** The credential is an access token. */
const personio: PeopleApi = {
  one: (credential, externalId) => get(`persons/${idIn(externalId)}`, bearer(credential)),
  readOne: (body) => fetchedPerson(objectIn(body)?.['data'] ?? body),
  all: (credential, page) =>
    get(page === null ? 'persons?limit=50' : `persons?limit=50&cursor=${idIn(page)}`, bearer(credential)),
  readAll(body) {
    const object = objectIn(body);
    const people = fetchedPeople(object?.['_data'] ?? object?.['data']);
    const meta = objectIn(object?.['_meta']) ?? objectIn(object?.['meta']);
    return people && { people, next: textIn(meta?.['next_cursor']) ?? textIn(meta?.['cursor']) ?? null };
  },
};

export const PEOPLE_APIS: Readonly<Record<HrSourceKind, PeopleApi>> = {
  standard: canonical,
  api_key: canonical,
  bamboohr,
  hibob,
  deel,
  personio,
};

import type { ListedPerson } from '#contracts/workflow/hr-person';
import { objectIn, textIn, type Json } from '../../hr-delivery/readings/values';
import { fetchedPerson } from '../fetched-person';
import { ListRefused, readable, type Asking, type PeopleApi } from '../people-api';
import { bearer, get, idIn } from './requests';

/** A page takes one request more than it has people. */
const PAGE = 20;
const MOST_EMPLOYMENTS = 50;
const AT_ONCE = 5;
const DEFAULT_SECONDS = 86_400;

/**
 * The credential is `CLIENT_ID:CLIENT_SECRET`, for which it gives a token. A person has a name, each of their employments
 * the days: one request for each person of the list.
 */
export const personioApi: PeopleApi = {
  exchange: {
    request(credential) {
      const colon = credential.indexOf(':');
      const form = {
        grant_type: 'client_credentials',
        client_id: credential.slice(0, colon),
        client_secret: credential.slice(colon + 1),
      };
      return { method: 'POST', path: 'auth/token', headers: { accept: 'application/json' }, form };
    },
    read(body) {
      const { access_token, expires_in } = objectIn(body) ?? {};
      const token = textIn(access_token);
      const seconds = typeof expires_in === 'number' ? expires_in : DEFAULT_SECONDS;
      return token === undefined ? undefined : { token, seconds };
    },
  },
  async one(asking, externalId) {
    const body = await asking.ask(get(`persons/${idIn(externalId)}`, bearer(asking.credential)));
    const person = objectIn(body);
    return person && personOf(asking, objectIn(person['_data']) ?? person);
  },
  async page(asking, page) {
    const cursor = page === null ? '' : `&cursor=${idIn(page)}`;
    const body = objectIn(await asking.ask(get(`persons?limit=${PAGE}${cursor}`, bearer(asking.credential))));
    const listed = body?.['_data'];
    if (!Array.isArray(listed)) throw new ListRefused('unreadable');
    const people: ListedPerson[] = [];
    for (let from = 0; from < listed.length; from += AT_ONCE) {
      const some = listed.slice(from, from + AT_ONCE).map((each) => personOf(asking, readable(objectIn(each))));
      people.push(...(await Promise.all(some)).filter((person) => person !== undefined));
    }
    return { people, next: nextIn(objectIn(body?.['_meta'])) };
  },
};

/** Undefined for a person who was deleted meanwhile. */
async function personOf({ ask, credential }: Asking, person: Json): Promise<ListedPerson | undefined> {
  const id = readable(textIn(person['id']));
  const body = await ask(get(`persons/${idIn(id)}/employments?limit=${MOST_EMPLOYMENTS}`, bearer(credential)));
  if (body === undefined) return undefined;
  const employments = objectIn(body)?.['_data'];
  if (!Array.isArray(employments)) throw new ListRefused('unreadable');
  const employment = currentOf(employments.map((each) => readable(objectIn(each))));
  const { id: __, first_name, last_name, email } = person;
  return readable(fetchedPerson({ id, first_name, last_name, email, ...employment }));
}

const AT_WORK: ReadonlySet<unknown> = new Set(['ACTIVE', 'LEAVE', 'ONBOARDING']);

/** The one that holds, else the latest. Its department is the id of an org unit. */
function currentOf(employments: readonly Json[]): Json {
  const startOf = ({ employment_start_date: day }: Json) => textIn(day) ?? '';
  const latest = [...employments].sort((one, other) => startOf(other).localeCompare(startOf(one)));
  const employment = latest.find(({ status }) => AT_WORK.has(status)) ?? latest[0] ?? {};
  const { status, employment_start_date: startDate, employment_end_date, position, supervisor, org_units } = employment;
  const termination = objectIn(employment['termination']);
  const endDate = termination?.['termination_date'] ?? employment_end_date;
  // Without the right to read employments there are a status and an id alone.
  const isKnown = startDate !== undefined && (endDate !== undefined || AT_WORK.has(status));
  const units = Array.isArray(org_units) ? org_units.map(objectIn) : [];
  return {
    startDate,
    title: objectIn(position)?.['title'],
    location: objectIn(employment['office'])?.['name'],
    manager: objectIn(supervisor)?.['id'],
    department: units.find((unit) => unit?.['type'] === 'department')?.['id'],
    ...(isKnown && { endDate: endDate ?? null }),
  };
}

/** The cursor alone: the address in an answer may be anywhere. */
function nextIn(meta: Json | undefined): string | null {
  const href = textIn(objectIn(objectIn(meta?.['links'])?.['next'])?.['href']);
  if (href === undefined) return null;
  const [, query = ''] = href.split('?', 2);
  return new URLSearchParams(query).get('cursor');
}

import { randomUUID } from 'node:crypto';
import type { HrAnswer, HrCall, HrPerson, HrRequest, HrState } from './hr-state';

const DAY_SECONDS = 86_400;

/**
 * From https://developer.personio.de, version 2: "Obtain access token" (a form, client credentials), "List persons",
 * "Retrieve a person" and "List employments of a given person". A page has at most 50, here those of `limit`, and names the
 * next one by a link with a cursor. Days stand in the employments alone.
 */
export function answerPersonio(request: HrRequest, state: HrState): HrAnswer {
  const { method, path, query, authorization } = request;
  if (method === 'POST' && path === 'auth/token') return tokenFor(request, state);
  if (!state.tokens.has(authorization.replace(/^Bearer /, ''))) return { status: 401 };
  if (method !== 'GET') return { status: 404 };
  if (path === 'persons') return personsOf(query, state);
  const [, id = '', employments] = /^persons\/([^/]+)(\/employments)?$/.exec(path) ?? [];
  const person = state.people.get(decodeURIComponent(id));
  if (!person) return { status: 404, body: { errors: [{ title: 'Not found' }] } };
  if (employments === undefined) return { status: 200, body: personOf(person) };
  return { status: 200, body: { _data: employmentsOf(person), _meta: { links: {} } } };
}

function tokenFor({ contentType, body }: HrRequest, { credential, tokens }: HrState): HrAnswer {
  if (!contentType.startsWith('application/x-www-form-urlencoded'))
    return { status: 400, body: { error: 'invalid_request' } };
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== 'client_credentials')
    return { status: 400, body: { error: 'unsupported_grant_type' } };
  const isGood = `${form.get('client_id')}:${form.get('client_secret')}` === credential;
  if (!isGood) return { status: 400, body: { error: 'unauthorized_client' } };
  const token = `papi-${randomUUID()}`;
  tokens.add(token);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: DAY_SECONDS, scope: '' } };
}

function personsOf(query: URLSearchParams, { people }: HrState): HrAnswer {
  const all = [...people.values()];
  const limit = Math.min(Number(query.get('limit') ?? '10'), 50);
  const from = Number((query.get('cursor') ?? 'cur_0').slice('cur_'.length));
  const page = all.slice(from, from + limit);
  const next = { href: `https://api.personio.de/v2/persons?limit=${limit}&cursor=cur_${from + limit}` };
  const links = from + limit < all.length ? { next } : {};
  return { status: 200, body: { _data: page.map(personOf), _meta: { links } } };
}

function personOf(person: HrPerson): object {
  const { id, email, firstName: first_name, lastName: last_name } = person;
  const preferred_name = `${first_name} ${last_name}`;
  const employments = employmentsOf(person).map((each) => ({ id: each.id }));
  return {
    id,
    email,
    first_name,
    last_name,
    preferred_name,
    status: statusOf(person),
    custom_attributes: [],
    employments,
  };
}

/** The latest first: the one that holds, and one from before. */
function employmentsOf(person: HrPerson) {
  const { id, title, site, managerId, startsOn: employment_start_date, endsOn } = person;
  const of = { person: { id }, type: 'INTERNAL', weekly_working_hours: 40, probation_end_date: null };
  const now = {
    id: `${id}-2`,
    status: statusOf(person),
    employment_start_date,
    contract_end_date: null,
    position: { title },
    office: { id: '17', name: site },
    supervisor: managerId === null ? null : { id: managerId },
    org_units: [
      { type: 'team', id: '4502' },
      { type: 'department', id: person.department },
    ],
    termination:
      endsOn === null
        ? null
        : { termination_date: endsOn, last_working_day: endsOn, terminated_at: null, type: 'EMPLOYEE' },
  };
  const termination = { termination_date: '2018-12-31', last_working_day: '2018-12-15' };
  const before = { id: `${id}-1`, status: 'INACTIVE', employment_start_date: '2018-01-01', termination };
  return [
    { ...of, ...now },
    { ...of, ...before },
  ];
}

function statusOf({ endsOn }: HrPerson): 'ACTIVE' | 'INACTIVE' {
  return endsOn !== null && endsOn < new Date().toISOString().slice(0, 10) ? 'INACTIVE' : 'ACTIVE';
}

/** From "Webhooks": calls without data, with a token as it is in `Authorization`. */
export function callOfPersonio(id: string, event: 'created' | 'updated', secret: string): HrCall {
  const body = JSON.stringify({
    event: `person.${event}`,
    timestamp: new Date().toISOString(),
    data: { person: { id } },
  });
  return { headers: { 'content-type': 'application/json', authorization: secret }, body };
}

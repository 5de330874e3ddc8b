import { createHmac } from 'node:crypto';
import type { HrAnswer, HrCall, HrPerson, HrRequest, HrState } from './hr-state';

/**
 * From https://apidocs.hibob.com, "People read API contract" and "How to work with lists": Basic authentication of a service
 * user, reads by POST, fields by their ids, no pages. Values of lists are ids; with `humanReadable: APPEND` their names
 * stand beside, and there dates have the format of the user. Inactive people only with `showInactive`.
 */
export function answerHiBob({ method, path, authorization, ...request }: HrRequest, state: HrState): HrAnswer {
  if (authorization !== `Basic ${btoa(state.credential)}`) return { status: 401 };
  if (method !== 'POST') return { status: 404 };
  const asked = JSON.parse(request.body) as Asked;
  if (path === 'people/search') {
    const shown = [...state.people.values()].filter((person) => asked.showInactive === true || !isInactive(person));
    return { status: 200, body: { employees: shown.map((person) => employeeOf(person, asked)) } };
  }
  const [, id] = /^people\/([^/]+)$/.exec(path) ?? [];
  const person = id === undefined ? undefined : state.people.get(decodeURIComponent(id));
  return person ? { status: 200, body: employeeOf(person, asked) } : { status: 404 };
}

interface Asked {
  readonly fields?: readonly string[];
  readonly showInactive?: boolean;
  readonly humanReadable?: string;
}

function isInactive({ endsOn }: HrPerson): boolean {
  return endsOn !== null && endsOn < new Date().toISOString().slice(0, 10);
}

const LIST_IDS: Readonly<Record<string, string>> = { Kitchen: '209192163', Baker: '252317553' };
const listed = (name: string) => LIST_IDS[name] ?? '1';

/** Each field nested, and under its path as well. */
function employeeOf(person: HrPerson, { fields = [], humanReadable }: Asked): object {
  const machine: Readonly<Record<string, unknown>> = {
    'root.id': person.id,
    'root.firstName': person.firstName,
    'root.surname': person.lastName,
    'root.email': person.email,
    'work.department': listed(person.department),
    'work.title': listed(person.title),
    'work.site': person.site,
    'work.startDate': person.startsOn,
    'work.reportsTo': person.managerId === null ? null : { id: person.managerId, displayName: 'Grace Hopper' },
    'internal.terminationDate': person.endsOn,
  };
  const readable = { ...machine, 'work.department': person.department, 'work.title': person.title };
  const dates = {
    'work.startDate': readableDay(person.startsOn),
    'internal.terminationDate': readableDay(person.endsOn),
  };
  return {
    ...nested(machine, fields),
    ...Object.fromEntries(fields.map((field) => [`/${field.replaceAll('.', '/')}`, { value: machine[field] }])),
    ...(humanReadable === 'APPEND' && { humanReadable: nested({ ...readable, ...dates }, fields) }),
    id: person.id,
  };
}

function nested(values: Readonly<Record<string, unknown>>, fields: readonly string[]): object {
  const result: Record<string, unknown> = {};
  for (const field of fields.filter((each) => each in values)) {
    const [section = '', name = ''] = field.split('.');
    if (section === 'root') result[name] = values[field];
    else result[section] = { ...(result[section] as object | undefined), [name]: values[field] };
  }
  return result;
}

function readableDay(day: string | null): string | null {
  return day === null ? null : day.split('-').toReversed().join('/');
}

/** From "Webhooks v2": the call names the person alone. */
export function callOfHiBob(id: string, event: 'created' | 'updated', secret: string): HrCall {
  const body = JSON.stringify({
    companyId: 636192,
    type: `employee.${event}`,
    triggeredBy: '1',
    triggeredAt: new Date().toISOString().replace('Z', ''),
    version: 'v2',
    data: { employeeId: id },
  });
  const signature = createHmac('sha512', secret).update(body).digest('base64');
  return { headers: { 'content-type': 'application/json', 'bob-signature': signature }, body };
}

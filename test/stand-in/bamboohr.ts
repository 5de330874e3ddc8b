import { createHmac } from 'node:crypto';
import type { HrAnswer, HrCall, HrPerson, HrRequest, HrState } from './hr-state';

/**
 * From https://documentation.bamboohr.com: "Get employee" and "Request custom report". Basic authentication, the API key as
 * the name. Only fields that are asked for; 0000-00-00 where there is no day. A leave ahead is a value of the future, told
 * only with `onlyCurrent=false`.
 */
export function answerBambooHr({ method, path, query, ...request }: HrRequest, state: HrState): HrAnswer {
  if (request.authorization !== `Basic ${btoa(`${state.credential}:x`)}`) return { status: 401 };
  const isCurrent = query.get('onlyCurrent') !== 'false';
  const [, id] = /^employees\/([^/]+)\/$/.exec(path) ?? [];
  if (method === 'GET' && id !== undefined) {
    const person = state.people.get(decodeURIComponent(id));
    if (!person) return { status: 404 };
    return { status: 200, body: fieldsOf(person, (query.get('fields') ?? '').split(','), isCurrent) };
  }
  if (method !== 'POST' || path !== 'reports/custom' || query.get('format') !== 'JSON') return { status: 404 };
  const { title, fields } = JSON.parse(request.body) as { title: string; fields: string[] };
  const employees = [...state.people.values()].map((person) => fieldsOf(person, fields, isCurrent));
  const named = fields.map((name) => ({ id: name, type: 'text', name }));
  return { status: 200, body: { title, fields: named, employees } };
}

function fieldsOf(person: HrPerson, fields: readonly string[], isCurrent: boolean): object {
  const today = new Date().toISOString().slice(0, 10);
  const isTold = person.endsOn !== null && (!isCurrent || person.endsOn <= today);
  const all: Readonly<Record<string, string | null>> = {
    firstName: person.firstName,
    lastName: person.lastName,
    workEmail: person.email,
    department: person.department,
    jobTitle: person.title,
    location: person.site,
    supervisorEId: person.managerId,
    hireDate: person.startsOn,
    terminationDate: isTold ? person.endsOn : '0000-00-00',
  };
  return {
    id: person.id,
    ...Object.fromEntries(fields.filter((name) => name in all).map((name) => [name, all[name]])),
  };
}

/** From "Event-Based Webhooks": the call names the person alone. */
export function callOfBambooHr(id: string, event: 'created' | 'updated', secret: string): HrCall {
  const at = new Date();
  const data = { companyId: '12345', employeeId: id, changedFields: event === 'updated' ? ['status'] : [] };
  return signed({ type: `employee.${event}`, timestamp: zoned(at), data }, at, secret);
}

/** From "Field-Based Webhooks": fields under the names that the customer has chosen. */
export function leaveOfBambooHr(id: string, endsOn: string, secret: string): HrCall {
  const at = new Date();
  const fields = { 'Termination Date': { value: endsOn } };
  const employee = { id, action: 'Updated', timestamp: zoned(at), changedFields: ['Termination Date'], fields };
  return signed({ employees: [employee] }, at, secret);
}

function zoned(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, '+0000');
}

function signed(call: object, at: Date, secret: string): HrCall {
  const body = JSON.stringify(call);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = createHmac('sha256', secret).update(body).update(timestamp).digest('hex');
  const headers = { 'x-bamboohr-signature': signature, 'x-bamboohr-timestamp': timestamp };
  return { headers: { 'content-type': 'application/json', ...headers }, body };
}

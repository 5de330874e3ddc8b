import { unreadable, type Reading } from '../hr-kind';
import type { Said } from '../person-said';
import { personIn } from './person-fields';
import { foldedMembers, instantIn, objectIn, textIn, type Json } from './values';

/**
 * Two forms: an event that names a person, who is then fetched, or a list of people with fields, whose names the customer
 * chooses.
 */
export function readBambooHr(body: unknown, receivedAt: string): Reading {
  const object = objectIn(body);
  if (!object) return unreadable('the body must be a JSON object or a form');
  const { employees } = object;
  if (Array.isArray(employees)) return readEmployees(employees, receivedAt);
  const data = objectIn(object['data']);
  const externalId = textIn(data?.['employeeId']);
  if (!data || externalId === undefined) return unreadable('employees, or data.employeeId, is required');
  const happenedAt = instantIn(object['timestamp']) ?? receivedAt;
  const isDeleted = /deleted$/i.test(textIn(object['type']) ?? '');
  return { is: 'said', said: [isDeleted ? deleted() : { kind: 'fetch', externalId, happenedAt }] };
}

function readEmployees(employees: readonly unknown[], receivedAt: string): Reading {
  const read = employees.map((each) => {
    const employee = objectIn(each);
    return employee && saidOf(employee, receivedAt);
  });
  if (read.some((each) => each === undefined)) return unreadable('each of employees needs an id');
  return { is: 'said', said: read.flatMap((each) => each ?? []) };
}

function saidOf(employee: Json, receivedAt: string): readonly Said[] | undefined {
  const externalId = textIn(employee['id']) ?? textIn(employee['employeeId']);
  if (externalId === undefined) return undefined;
  const action = textIn(employee['action'])?.toLowerCase() ?? 'updated';
  if (action === 'deleted') return [deleted()];
  const happenedAt = instantIn(employee['timestamp']) ?? receivedAt;
  const fields = objectIn(employee['fields']) ?? employee;
  const { person, startsOn = null, endsOn, hasNoEnd } = personIn(fields);
  const notice = { externalId, happenedAt, startsOn: null, leaveOn: null, reason: null, person };
  const said: Said[] = [];
  if (action === 'created') {
    if (startsOn === null) return [{ kind: 'fetch', externalId, happenedAt }];
    said.push({ ...notice, kind: 'hired', startsOn });
  } else said.push({ ...notice, kind: 'changed' });
  if (endsOn !== undefined) said.push({ ...notice, kind: 'terminated', leaveOn: endsOn, person: {} });
  else if (action === 'updated' && hasNoEnd && isEndChanged(employee)) {
    said.push({ ...notice, kind: 'termination_cancelled', person: {} });
  } else if (isInactive(fields)) return [{ kind: 'fetch', externalId, happenedAt }];
  return said;
}

function isEndChanged({ changedFields }: Json): boolean {
  return Array.isArray(changedFields) && changedFields.some((name) => /termination/i.test(textIn(name) ?? ''));
}

/** Inactive without a date: the record of the person tells since when. */
function isInactive(fields: Json): boolean {
  const members = foldedMembers(fields);
  const status = textIn(members.get('employmentstatus')) ?? textIn(members.get('status')) ?? '';
  return /^(?:terminated|inactive)$/i.test(status);
}

/** A record may be deleted because it was a mistake: it is no leave. */
function deleted(): Said {
  return { kind: 'review', reason: 'record_deleted' };
}

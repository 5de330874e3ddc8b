import { unreadable, type Reading } from '../hr-kind';
import type { Said } from '../person-said';
import { personIn } from './person-fields';
import { dayIn, instantIn, objectIn, textIn, type Json } from './values';

const PING = 'ping test';

/** `Ping test`, bare, as a JSON string, or in an object. */
export function isPing(body: unknown): boolean {
  const isText = (value: unknown) => typeof value === 'string' && value.trim().toLowerCase() === PING;
  const object = objectIn(body);
  return isText(body) || (object !== undefined && !('data' in object) && Object.values(object).some(isText));
}

/** Most events only name the person, who is then fetched; the older form has some details. */
export function readHiBob(body: unknown, receivedAt: string): Reading {
  const object = objectIn(body);
  const type = textIn(object?.['type']);
  if (!object || type === undefined) return unreadable('type is required');
  const data = objectIn(object['data']) ?? {};
  const employee = objectIn(object['employee']) ?? objectIn(data['employee']) ?? data;
  const externalId = textIn(data['employeeId']) ?? personIn(employee).externalId;
  if (!/^employee\./i.test(type)) return { is: 'said', said: [] };
  if (externalId === undefined) return unreadable('data.employeeId is required');
  const happenedAt = instantIn(object['triggeredAt']) ?? instantIn(object['creationDate']) ?? receivedAt;
  return { is: 'said', said: [saidOf(type, { externalId, happenedAt, employee, data })] };
}

interface Event {
  readonly externalId: string;
  readonly happenedAt: string;
  readonly employee: Json;
  readonly data: Json;
}

function saidOf(type: string, { externalId, happenedAt, employee, data }: Event): Said {
  const notice = { externalId, happenedAt, startsOn: null, leaveOn: null, person: {}, reason: null };
  const event = type
    .slice('employee.'.length)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  switch (event) {
    case 'left': {
      // Sent at midnight of the day from which it holds.
      const leaveOn = dayIn(data['effectiveDate']) ?? personIn(employee).endsOn ?? happenedAt.slice(0, 10);
      return { ...notice, kind: 'terminated', leaveOn };
    }
    case 'accessrevoked':
    case 'revokeaccess':
      return { ...notice, kind: 'access_revoked' };
    case 'inactivated':
    case 'temporaryleave':
      // Parental leave looks the same: a leave is told by `employee.left`.
      return { kind: 'review', reason: 'leave_of_absence' };
    case 'deleted':
      return { kind: 'review', reason: 'record_deleted' };
    default:
      return detailsOrFetch(event, employee, notice);
  }
}

function detailsOrFetch(
  event: string,
  employee: Json,
  notice: Omit<Extract<Said, { externalId: string; person: object }>, 'kind'>,
): Said {
  const { externalId, happenedAt } = notice;
  const { person, startsOn } = personIn(employee);
  const isWhole = person.firstName !== undefined && person.lastName !== undefined;
  const isHire = event === 'created' || event === 'joined';
  if (isWhole && isHire && startsOn !== undefined) return { ...notice, kind: 'hired', startsOn, person };
  if (isWhole && event === 'updated') return { ...notice, kind: 'changed', person };
  return { kind: 'fetch', externalId, happenedAt };
}

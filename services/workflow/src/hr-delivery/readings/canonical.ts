import { NOTICE_KINDS, type NoticeKind } from '#contracts/tenancy/person-notice';
import { unreadable, type Reading } from '../hr-kind';
import type { SaidPerson } from '../person-said';
import { dayIn, instantIn, objectIn, textIn, type Json } from './values';

/** `{ type, timestamp, data }`, one person in each call. Unknown fields are passed over. */
export function readCanonical(body: unknown, receivedAt: string): Reading {
  const object = objectIn(body);
  if (!object) return unreadable('the body must be a JSON object');
  const kind = kindOf(object['type']);
  if (!kind) return unreadable(`type must be one of ${NOTICE_KINDS.map((each) => `person.${each}`).join(', ')}`);
  const data = objectIn(object['data']);
  const externalId = textIn(data?.['externalId']);
  if (!data || externalId === undefined) return unreadable('data.externalId is required');
  const { timestamp } = object;
  const happenedAt = timestamp === undefined ? receivedAt : instantIn(timestamp);
  if (happenedAt === undefined) return unreadable('timestamp must be a time like 2026-01-31T09:30:00Z');
  const [startsOn, leaveOn] = [dayAt(data, 'startsOn'), dayAt(data, 'endsOn')];
  if (startsOn === false) return unreadable('data.startsOn must be a date like 2026-01-31');
  if (leaveOn === false) return unreadable('data.endsOn must be a date like 2026-01-31');
  if (startsOn === null && (kind === 'hired' || kind === 'rehired')) return unreadable('data.startsOn is required');
  if (leaveOn === null && kind === 'terminated') return unreadable('data.endsOn is required');
  const reason = textIn(data['reason']) ?? null;
  const notice = { externalId, happenedAt, startsOn, person: personOf(data), reason };
  const said = [{ ...notice, kind, leaveOn: LEAVES.has(kind) ? leaveOn : null }];
  // A hire with its end in view is a hire, and the announcement of a leave.
  const isLimited = (kind === 'hired' || kind === 'rehired') && leaveOn !== null;
  if (isLimited) said.push({ ...notice, kind: 'terminated', startsOn: null, leaveOn, person: {} });
  return { is: 'said', said };
}

/** They name the date of a leave. */
const LEAVES: ReadonlySet<NoticeKind> = new Set(['terminated', 'termination_cancelled']);

function kindOf(type: unknown): NoticeKind | undefined {
  const [, name] = /^person\.(\w+)$/.exec(typeof type === 'string' ? type : '') ?? [];
  return NOTICE_KINDS.find((kind) => kind === name);
}

/** Null: not said, or said to be nothing. False: no date. */
function dayAt(data: Json, name: string): string | null | false {
  const value = data[name];
  if (value === undefined || value === null || value === '') return null;
  return dayIn(value) ?? false;
}

function personOf(data: Json): SaidPerson {
  const { firstName, lastName } = data;
  return {
    ...(textIn(firstName) !== undefined && { firstName: textIn(firstName) as string }),
    ...(textIn(lastName) !== undefined && { lastName: textIn(lastName) as string }),
    ...Object.fromEntries(
      (['email', 'position', 'location', 'department', 'manager'] as const)
        .filter((name) => data[name] !== undefined)
        .map((name) => [name, textIn(data[name]) ?? null]),
    ),
  };
}

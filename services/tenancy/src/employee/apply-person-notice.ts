import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { ApplyPersonNotice, AppliedNotice } from '#contracts/tenancy/apply-person-notice';
import {
  EmployeeAccessRevoked,
  EmployeeAdded,
  EmployeeChangeAwaited,
  EmployeeChanged,
  PersonNoticeRecorded,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
} from '#contracts/tenancy/employee-events';
import { MAX_SPELLS } from '#contracts/tenancy/employee-spells';
import { CLEARABLE_DETAILS, type NoticeStanding } from '#contracts/tenancy/person-notice';
import type { Given, Recording } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import { NOTHING, type EmployeeDetails, type Spell } from './employee-details';
import type { Employee } from './employee-state';
import type { Referred } from './employee-facts.provider';
import { noticeStatement } from './employee-statements';
import { timelineOf, type Timeline } from './person-timeline';

export interface NoticeFacts {
  readonly employeeId: string;
  readonly identity: string;
  readonly departmentId: Referred;
  readonly managerId: Referred;
  /** The most employees that the organisation may have. */
  readonly limit: number;
  /** The date in the organisation's time zone. */
  readonly today: string;
}

type Notice = Omit<PersonNoticeRecorded, 'standing' | 'follows'>;

/** Records the notice, and brings days and details to those that all statements so far make. */
export function applyPersonNotice(
  command: ApplyPersonNotice,
  state: Employee,
  { facts }: Given<NoticeFacts>,
): EmployeeEvent[] {
  if (state.status === 'erased') refuse('ERASED', {}, 'The person with this external id has been erased');
  const { noticeId } = command;
  if (state.statements.some(({ id }) => id === noticeId)) return [];
  const notice = noticeOf(command, facts);
  const statement = noticeStatement({ ...notice, standing: 'placed', follows: 0 });
  const timeline = timelineOf([...state.statements, statement], facts.today);
  if (timeline.spells.length > MAX_SPELLS) refuse('LIMIT_REACHED', { limit: MAX_SPELLS });
  const following = followingEvents(notice, state, timeline);
  const isKnown = state.status === 'known' || following.length > 0;
  const standing: NoticeStanding = !isKnown
    ? 'unknown_person'
    : timeline.unplaced.has(noticeId)
      ? 'unplaced'
      : 'placed';
  return [event(PersonNoticeRecorded, { ...notice, standing, follows: following.length }), ...following];
}

/** A notice that was recorded before changes nothing. */
export function appliedNotice(
  _: ApplyPersonNotice,
  { id, revision, events: [recorded, first] }: Recording<EmployeeEvent>,
): AppliedNotice {
  const standing = recorded?.type === 'PersonNoticeRecorded' ? recorded.data.standing : 'placed';
  const changed = first === undefined ? 'unchanged' : first.type === 'EmployeeAdded' ? 'created' : 'changed';
  const outcome = standing === 'unknown_person' ? standing : changed;
  return { id, revision, outcome, isUnplaced: standing === 'unplaced' };
}

function noticeOf(command: ApplyPersonNotice, facts: NoticeFacts): Notice {
  const { source, externalId, noticeId, kind, happenedAt, effectiveOn, lastDay, person, reason } = command;
  const { employeeId, identity, departmentId, managerId } = facts;
  const { email, position, location } = person;
  const said = { email, position, location, departmentId, managerId };
  return {
    employeeId,
    noticeId,
    source,
    externalId,
    identity,
    kind,
    happenedAt,
    effectiveOn,
    lastDay,
    firstName: person.firstName ?? null,
    lastName: person.lastName ?? null,
    email: said.email ?? null,
    position: said.position ?? null,
    location: said.location ?? null,
    departmentId: said.departmentId ?? null,
    // Nobody is their own manager, whatever a source says.
    managerId: said.managerId === employeeId ? null : (said.managerId ?? null),
    cleared: CLEARABLE_DETAILS.filter((field) => said[field] === null),
    reason: reason ?? null,
  };
}

function followingEvents(
  { employeeId, source, externalId, identity }: Notice,
  state: Employee,
  timeline: Timeline,
): EmployeeEvent[] {
  const details = { ...NOTHING, ...timeline.details };
  const events: EmployeeEvent[] = [];
  if (state.status === 'absent') {
    const isComplete = timeline.spells.length > 0 && details.firstName !== '' && details.lastName !== '';
    if (!isComplete) return [];
    events.push(event(EmployeeAdded, { employeeId, source, externalId, identity, ...details }));
  } else if (differ(details, state.details)) {
    events.push(event(EmployeeChanged, { employeeId, ...details }));
  }
  events.push(...spellChanges(employeeId, state.spells, timeline.spells));
  const { accessRevokedAt: revokedAt } = timeline;
  if (revokedAt !== null && revokedAt !== state.accessRevokedAt) {
    events.push(event(EmployeeAccessRevoked, { employeeId, revokedAt }));
  }
  const { nextChangeOn: nextOn } = timeline;
  if (nextOn !== state.nextChangeOn) events.push(event(EmployeeChangeAwaited, { employeeId, nextOn, follows: 0 }));
  return events;
}

const DETAILS = Object.keys(NOTHING) as (keyof EmployeeDetails)[];

function differ(one: EmployeeDetails, other: EmployeeDetails): boolean {
  return DETAILS.some((field) => one[field] !== other[field]);
}

/** Brings the details to those of today, once the day of a change that was announced has come. */
export function applyDueChanges(
  { employeeId }: { readonly employeeId: string },
  state: Employee,
  { facts: { today } }: Given<{ readonly today: string }>,
): EmployeeEvent[] {
  if (state.status !== 'known' || state.nextChangeOn === null || state.nextChangeOn > today) return [];
  const timeline = timelineOf(state.statements, today);
  const details = { ...NOTHING, ...timeline.details };
  const changes = differ(details, state.details) ? [event(EmployeeChanged, { employeeId, ...details })] : [];
  const awaited = { employeeId, nextOn: timeline.nextChangeOn, follows: changes.length };
  return [event(EmployeeChangeAwaited, awaited), ...changes];
}

function spellChanges(employeeId: string, is: readonly Spell[], wanted: readonly Spell[]): EmployeeEvent[] {
  const surplus = is.slice(wanted.length).map((_, at) => is.length - at);
  return [
    ...surplus.map((spell) => event(SpellWithdrawn, { employeeId, spell })),
    ...wanted.flatMap((each, at) => spellChange({ employeeId, spell: at + 1 }, is[at], each)),
  ];
}

function spellChange(
  of: { readonly employeeId: string; readonly spell: number },
  is: Spell | undefined,
  { startsOn, lastDay, reason }: Spell,
): EmployeeEvent[] {
  const events: EmployeeEvent[] = [];
  if (!is) events.push(event(SpellStarted, { ...of, startsOn }));
  else if (is.startsOn !== startsOn) events.push(event(SpellStartCorrected, { ...of, startsOn }));
  if (lastDay === null) {
    if (is && is.lastDay !== null) events.push(event(SpellEndWithdrawn, of));
  } else if (lastDay !== is?.lastDay || reason !== is.reason) {
    events.push(event(SpellEnded, { ...of, lastDay, reason }));
  }
  return events;
}

import type { EmployeeAdded, PersonNoticeRecorded } from '#contracts/tenancy/employee-events';
import type { EmployeeDetails } from './employee-details';
import type { Employee } from './employee-state';
import type { Days, Statement } from './person-timeline';

/** An event's place in the stream and the time of its command. */
interface Stated {
  readonly revision: number;
  readonly occurredAt: string;
}

/** A notice, as the timeline takes it. */
export function noticeStatement(notice: PersonNoticeRecorded): Statement {
  const { noticeId: id, kind, happenedAt, effectiveOn } = notice;
  const happenedOn = happenedAt.slice(0, 10);
  // A hire tells the details of today with a first day that may lie ahead; only a change is told for a later day.
  const isLater = effectiveOn !== null && effectiveOn > happenedOn && kind !== 'changed';
  return {
    id,
    happenedAt,
    days: daysOf(notice),
    details: {
      from: effectiveOn === null || isLater ? happenedOn : effectiveOn,
      fields: detailsOf(notice),
      ...(kind === 'changed' && effectiveOn !== null && { awaits: effectiveOn }),
    },
    ...(kind === 'access_revoked' && { revokesAccess: true }),
  };
}

function daysOf({ kind, effectiveOn, lastDay, reason }: PersonNoticeRecorded): readonly Days[] {
  if (kind === 'termination_cancelled') return [{ of: 'no_end', day: lastDay ?? effectiveOn }];
  const isStart = kind === 'hired' || kind === 'rehired';
  const end = lastDay ?? (kind === 'terminated' ? effectiveOn : null);
  return [
    ...(isStart && effectiveOn !== null
      ? [{ of: 'start', day: effectiveOn, isRehire: kind === 'rehired' } as const]
      : []),
    ...(end === null ? [] : [{ of: 'end', day: end, reason } as const]),
  ];
}

function detailsOf({ cleared, ...notice }: PersonNoticeRecorded): Partial<EmployeeDetails> {
  const { firstName, lastName, email, position, location, departmentId, managerId } = notice;
  const said = Object.entries({ firstName, lastName, email, position, location, departmentId, managerId });
  return {
    ...(Object.fromEntries(said.filter(([, value]) => value !== null)) as Partial<EmployeeDetails>),
    ...(Object.fromEntries(cleared.map((field) => [field, null])) as Partial<EmployeeDetails>),
  };
}

/**
 * The state with one event: one that follows from a notice is counted off, and one of a command is a statement by hand,
 * made when the command was.
 */
export function stated(
  before: Employee,
  after: Employee,
  { revision, occurredAt }: Stated,
  says: Pick<Statement, 'days'> & { readonly fields?: Partial<EmployeeDetails> },
): Employee {
  if (before.following > 0) return { ...after, following: before.following - 1 };
  const { days, fields } = says;
  const details = fields && { details: { from: occurredAt.slice(0, 10), fields } };
  const statement = { id: `hand:${revision}`, happenedAt: occurredAt, revision, days, ...details };
  return { ...after, statements: [...before.statements, statement] };
}

/** What the adding of an employee says of them: the fields that it gives. */
export function givenDetails(added: EmployeeAdded): Partial<EmployeeDetails> {
  const { firstName, lastName, email, position, location, departmentId, managerId } = added;
  const given = Object.entries({ firstName, lastName, email, position, location, departmentId, managerId });
  return Object.fromEntries(given.filter(([, value]) => value !== null)) as Partial<EmployeeDetails>;
}

/** The details that a change changes: it names all of them. */
export function changedDetails(before: EmployeeDetails, after: EmployeeDetails): Partial<EmployeeDetails> {
  const fields = Object.keys(after) as (keyof EmployeeDetails)[];
  return Object.fromEntries(
    fields.filter((field) => after[field] !== before[field]).map((field) => [field, after[field]]),
  ) as Partial<EmployeeDetails>;
}

/** Without the days, by hand, of an employment that was begun by mistake. */
export function withoutEmployment(statements: readonly Statement[], startsOn: string): readonly Statement[] {
  const isOfIt = (days: Days) => days.day !== null && days.day >= startsOn;
  return statements.map((each) =>
    each.revision === undefined ? each : { ...each, days: each.days.filter((days) => !isOfIt(days)) },
  );
}

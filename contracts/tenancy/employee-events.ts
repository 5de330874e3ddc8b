import { Event, type EventOptions, type JsonObject } from '../declare/event';
import { Choice, Code, Count, Email, Id, Instant, List, LocalDate, Name, Text } from '../declare/fields';
import {
  CLEARABLE_DETAILS,
  NOTICE_KINDS,
  NOTICE_STANDINGS,
  type ClearableDetail,
  type NoticeKind,
  type NoticeStanding,
} from './person-notice';

/**
 * A person known to HR, apart from any login. Each employment is a spell: a person who comes back begins another one.
 * An announced last day is a fact about the future; it may be changed, and taken back.
 */
export class EmployeeFact {
  @Id() employeeId!: string;
}

/** The source of people entered by hand. */
export const BY_HAND = 'manual';

const declared = (action: string, summary: string): EventOptions<EmployeeFact> => ({
  category: 'tenancy.employee',
  version: 1,
  entity: { type: 'employee', id: 'employeeId' },
  action,
  summary,
});

/** All details as of then: those of an event say what they were, changed or not. */
class EmployeeDetailsFact extends EmployeeFact {
  @Text({ max: 100 }) firstName!: string;
  @Text({ max: 100 }) lastName!: string;
  @Email({ nullable: true }) email!: string | null;
  @Text({ max: 100, nullable: true }) position!: string | null;
  @Text({ max: 100, nullable: true, description: 'The place of work' }) location!: string | null;
  @Id({ nullable: true }) departmentId!: string | null;
  @Id({ nullable: true, description: 'Another employee' }) managerId!: string | null;
}

/** Before version 2 no place was known. */
const placed = { version: 2, upcast: { 1: (data: JsonObject): JsonObject => ({ ...data, location: null }) } };

@Event<EmployeeAdded>({
  ...declared('employee.added', 'An employee was added'),
  ...placed,
  entity: { type: 'employee', id: 'employeeId', label: 'lastName' },
  personal: { subject: 'employeeId', fields: ['externalId', 'firstName', 'lastName', 'email', 'position', 'location'] },
})
export class EmployeeAdded extends EmployeeDetailsFact {
  static readonly type = 'EmployeeAdded';
  @Name({ description: 'The system that the person comes from', example: 'manual' }) source!: string;
  @Code({ nullable: true, description: "The person's id in that system" }) externalId!: string | null;
  @Text({
    max: 43,
    nullable: true,
    technical: true,
    description: 'HMAC of source and external id under a platform key; stays after an erasure. Null: no external id',
  })
  identity!: string | null;
}

@Event<EmployeeChanged>({
  ...declared('employee.changed', 'Details of an employee were changed'),
  ...placed,
  personal: { subject: 'employeeId', fields: ['firstName', 'lastName', 'email', 'position', 'location'] },
})
export class EmployeeChanged extends EmployeeDetailsFact {
  static readonly type = 'EmployeeChanged';
}

/** A spell is numbered from 1. */
class SpellFact extends EmployeeFact {
  @Count({ min: 1, max: 1_000 }) spell!: number;
}

@Event<SpellStarted>({
  ...declared('employee.started', 'The first day of an employment was recorded'),
  implies: { lastDay: null, reason: null },
})
export class SpellStarted extends SpellFact {
  static readonly type = 'SpellStarted';
  @LocalDate() startsOn!: string;
}

/** The start of a spell was recorded wrongly. */
@Event<SpellStartCorrected>(declared('employee.start_corrected', 'The first day of an employment was corrected'))
export class SpellStartCorrected extends SpellFact {
  static readonly type = 'SpellStartCorrected';
  @LocalDate() startsOn!: string;
}

/** The last day at work, which may lie ahead; again for another day. */
@Event<SpellEnded>({
  ...declared('employee.ended', 'The last day of an employment was recorded'),
  personal: { subject: 'employeeId', fields: ['reason'] },
})
export class SpellEnded extends SpellFact {
  static readonly type = 'SpellEnded';
  @LocalDate() lastDay!: string;
  @Text({ max: 500, nullable: true }) reason!: string | null;
}

/** An employment was begun by mistake: the one before is the latest again. */
@Event<SpellWithdrawn>(declared('employee.start_withdrawn', 'An employment that was begun by mistake was taken back'))
export class SpellWithdrawn extends SpellFact {
  static readonly type = 'SpellWithdrawn';
}

@Event<SpellEndWithdrawn>({
  ...declared('employee.end_withdrawn', 'The announced end of an employment was taken back'),
  implies: { lastDay: null, reason: null },
})
export class SpellEndWithdrawn extends SpellFact {
  static readonly type = 'SpellEndWithdrawn';
}

/**
 * Names, addresses and reasons are erased from here on. The identity that `EmployeeAdded` recorded stays reserved, so
 * nobody adds the person again. Employments stay, without a name.
 */
@Event<EmployeeErased>({
  ...declared('employee.erased', 'The personal data of an employee were erased'),
  erases: 'employeeId',
  implies: { status: 'erased' },
})
export class EmployeeErased extends EmployeeFact {
  static readonly type = 'EmployeeErased';
  @Text({ max: 43, nullable: true, technical: true, description: 'As `EmployeeAdded` recorded it' })
  identity!: string | null;
}

/**
 * A source has said something about a person, in whatever order: the days and details follow from all that was said and
 * from what was entered by hand (ADR 67). It may come before the person's first day is known, and then is the first
 * event of their stream.
 */
@Event<PersonNoticeRecorded>({
  ...declared('employee.notice_recorded', 'A notice about an employee was recorded'),
  personal: {
    subject: 'employeeId',
    fields: ['externalId', 'firstName', 'lastName', 'email', 'position', 'location', 'reason'],
  },
  occurrence: true,
})
export class PersonNoticeRecorded extends EmployeeFact {
  static readonly type = 'PersonNoticeRecorded';
  @Id({ technical: true }) noticeId!: string;
  @Name({ description: 'The system that the person comes from', example: 'bamboohr' }) source!: string;
  @Code({ nullable: true, description: "The person's id in that system; null after an erasure" })
  externalId!: string | null;
  @Text({ max: 43, technical: true, description: 'As in `EmployeeAdded`' }) identity!: string;
  @Choice(NOTICE_KINDS) kind!: NoticeKind;
  @Instant({ description: 'When it happened in the source' }) happenedAt!: string;
  @LocalDate({ nullable: true, description: 'From when on it holds: the first day, or the day of a change' })
  effectiveOn!: string | null;
  @LocalDate({ nullable: true }) lastDay!: string | null;
  @Text({ max: 100, nullable: true, description: 'Of these, null: not said' }) firstName!: string | null;
  @Text({ max: 100, nullable: true }) lastName!: string | null;
  @Email({ nullable: true }) email!: string | null;
  @Text({ max: 100, nullable: true }) position!: string | null;
  @Text({ max: 100, nullable: true }) location!: string | null;
  @Id({ nullable: true }) departmentId!: string | null;
  @Id({ nullable: true, description: 'Another employee, who may not be known yet' }) managerId!: string | null;
  @List(Choice(CLEARABLE_DETAILS), { max: CLEARABLE_DETAILS.length, description: 'Said to be nothing' })
  cleared!: readonly ClearableDetail[];
  @Text({ max: 500, nullable: true }) reason!: string | null;
  @Choice(NOTICE_STANDINGS, { technical: true, description: 'When it was recorded' }) standing!: NoticeStanding;
  @Count({
    min: 0,
    max: 10_000,
    technical: true,
    description: 'The number of events after it that follow from it: these were not entered by hand',
  })
  follows!: number;
}

/** Access of the person ends then, whatever their last day is. An employment that begins later is not affected. */
@Event<EmployeeAccessRevoked>(declared('employee.access_revoked', 'The access of an employee was revoked at once'))
export class EmployeeAccessRevoked extends EmployeeFact {
  static readonly type = 'EmployeeAccessRevoked';
  @Instant() revokedAt!: string;
}

/** Changes of details that a source announced for a later day: applied on that day. */
@Event<EmployeeChangeAwaited>({
  ...declared('employee.change_awaited', 'Changes of an employee that lie ahead were noted, or are due'),
  occurrence: true,
})
export class EmployeeChangeAwaited extends EmployeeFact {
  static readonly type = 'EmployeeChangeAwaited';
  @LocalDate({ nullable: true, description: 'The next day on which details change; null: none is known' })
  nextOn!: string | null;
  @Count({ min: 0, max: 1, technical: true, description: 'As in `PersonNoticeRecorded`' }) follows!: number;
}

/** How an employee came to be linked to a user. */
export const LINKED_BY = ['hand', 'address'] as const;
export type LinkedBy = (typeof LINKED_BY)[number];

/** The employee signs in as this user: from the end of the last day on, the user has no access. */
@Event<EmployeeLinked>(declared('employee.linked', 'An employee was linked to a user'))
export class EmployeeLinked extends EmployeeFact {
  static readonly type = 'EmployeeLinked';
  @Id({ description: 'The membership' }) userId!: string;
  @Choice(LINKED_BY) by!: LinkedBy;
}

@Event<EmployeeUnlinked>({
  ...declared('employee.unlinked', 'The link of an employee to a user was removed'),
  occurrence: true,
})
export class EmployeeUnlinked extends EmployeeFact {
  static readonly type = 'EmployeeUnlinked';
  @Id({ description: 'The membership' }) userId!: string;
}

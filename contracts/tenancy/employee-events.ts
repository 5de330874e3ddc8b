import { Event, type EventOptions } from '../declare/event';
import { Code, Count, Email, Id, LocalDate, Name, Text } from '../declare/fields';

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
  @Id({ nullable: true }) departmentId!: string | null;
  @Id({ nullable: true, description: 'Another employee' }) managerId!: string | null;
}

@Event<EmployeeAdded>({
  ...declared('employee.added', 'An employee was added'),
  entity: { type: 'employee', id: 'employeeId', label: 'lastName' },
  personal: { subject: 'employeeId', fields: ['externalId', 'firstName', 'lastName', 'email', 'position'] },
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
  personal: { subject: 'employeeId', fields: ['firstName', 'lastName', 'email', 'position'] },
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

import { Query } from '../declare/contract';
import { Choice, Code, Count, Email, Id, Instant, List, LocalDate, Name, Nested, Text } from '../declare/fields';
import { EMPLOYEE_STATUSES, EmploymentSpell, MAX_SPELLS, type EmployeeStatus } from './employee-spells';

const ERASED =
  '`[erased]` once the person has been erased, who then has no external id, address, position and location';

/** A person known to HR, as a list shows them. */
export class ListedEmployee {
  @Id() id!: string;
  @Name({ example: 'manual' }) source!: string;
  @Code({ nullable: true }) externalId!: string | null;
  @Text({ max: 100, description: ERASED, example: 'Ada' }) firstName!: string;
  @Text({ max: 100, description: ERASED, example: 'Lovelace' }) lastName!: string;
  @Email({ nullable: true }) email!: string | null;
  @Id({ nullable: true }) departmentId!: string | null;
  @Text({ max: 200, nullable: true, description: "The department's name", example: 'Kitchen' })
  department!: string | null;
  @Text({ max: 100, nullable: true, example: 'Baker' }) position!: string | null;
  @Text({ max: 100, nullable: true, example: 'Berlin', description: 'The place of work' }) location!: string | null;
  @Id({ nullable: true }) managerId!: string | null;
  @Id({ nullable: true, description: 'The user as whom they sign in' }) userId!: string | null;
  @Choice(EMPLOYEE_STATUSES, { description: "Today, in the organisation's time zone" }) status!: EmployeeStatus;
  @LocalDate({ description: 'Of the latest employment' }) startsOn!: string;
  @LocalDate({ nullable: true, description: 'Of the latest employment' }) lastDay!: string | null;
  @Count({ min: 1, max: MAX_SPELLS, description: 'Employments so far' }) spellCount!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

/** A person known to HR, with every employment. */
export class Employee extends ListedEmployee {
  @List(Nested(() => EmploymentSpell), { max: MAX_SPELLS, description: 'Oldest first' })
  spells!: readonly EmploymentSpell[];
}

@Query({
  subject: 'tenancy.get-employee',
  permission: 'employee.read',
  route: 'GET /employees/{employeeId}',
  summary: 'Read an employee',
  answers: Employee,
  etag: true,
  discloses: 'personal',
})
export class GetEmployee {
  @Id() employeeId!: string;
}

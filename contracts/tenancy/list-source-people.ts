import { Query } from '../declare/contract';
import { Choice, Code, Count, Email, Id, List, LocalDate, Name, Nested, Text } from '../declare/fields';
import { EMPLOYEE_STATUSES, type EmployeeStatus } from './employee-spells';

/** A person of a source, as the organisation holds them. */
export class SourcePerson {
  @Id() employeeId!: string;
  @Code() externalId!: string;
  @Text({ max: 100 }) firstName!: string;
  @Text({ max: 100 }) lastName!: string;
  @Email({ nullable: true }) email!: string | null;
  @Text({ max: 100, nullable: true }) position!: string | null;
  @Text({ max: 100, nullable: true }) location!: string | null;
  @Id({ nullable: true }) departmentId!: string | null;
  @Code({ nullable: true }) managerExternalId!: string | null;
  @Choice(EMPLOYEE_STATUSES) status!: EmployeeStatus;
  @LocalDate() startsOn!: string;
  @LocalDate({ nullable: true }) lastDay!: string | null;
}

/** The most people of one answer. */
export const SOURCE_PEOPLE_PAGE = 500;

export class SourcePeople {
  @List(Nested(() => SourcePerson), { max: SOURCE_PEOPLE_PAGE }) people!: readonly SourcePerson[];
  @Id({ nullable: true, description: 'To be given as `after`; null: there are no more' }) next!: string | null;
  @Count({ min: 0, max: 1e9 }) count!: number;
}

/** Asked by workflow, which compares them with the list of the source. */
@Query({
  subject: 'tenancy.list-source-people',
  permission: 'service',
  summary: 'List the people of an HR system, with their latest employment',
  answers: SourcePeople,
  sentBy: ['workflow'],
  discloses: 'personal',
})
export class ListSourcePeople {
  @Name({ example: 'acme-bamboohr' }) source!: string;
  @Code({ optional: true, description: 'Of this person alone' }) externalId?: string;
  @Id({ optional: true, description: 'The last one of the page before' }) after?: string;
}

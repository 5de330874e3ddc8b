import { Index } from 'typeorm';
import type { EmploymentSpell } from '#contracts/tenancy/employee-spells';
import {
  BigCountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PersonalData,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'tenancy', table: 'employee', version: 3 })
@PersonalData('employeeId', 'externalId', 'firstName', 'lastName', 'email', 'position', 'location', 'spells')
@Searched('firstName', 'lastName', 'email', 'externalId', 'position')
@Index(['tenantId', 'lastName', 'employeeId'])
@Index(['tenantId', 'createdAt', 'employeeId'])
@Index(['tenantId', 'departmentId'])
@Index(['tenantId', 'nextChangeOn'])
export class EmployeeRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) employeeId!: string;
  @TokenColumn() source!: string;
  @TextColumn({ nullable: true }) externalId!: string | null;
  @TextColumn({ nullable: true }) firstName!: string | null;
  @TextColumn({ nullable: true }) lastName!: string | null;
  @TextColumn({ nullable: true }) email!: string | null;
  @TextColumn({ nullable: true }) position!: string | null;
  @TextColumn({ nullable: true }) location!: string | null;
  @IdColumn({ nullable: true }) departmentId!: string | null;
  @IdColumn({ nullable: true }) managerId!: string | null;
  /** The user as whom they sign in. */
  @IdColumn({ nullable: true }) userId!: string | null;
  /** Of the latest employment. */
  @DayColumn() startsOn!: string;
  @DayColumn({ nullable: true }) lastDay!: string | null;
  /** Oldest first. */
  @JsonColumn() spells!: readonly EmploymentSpell[];
  /** The next day on which details change that a source has announced. */
  @DayColumn({ nullable: true }) nextChangeOn!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

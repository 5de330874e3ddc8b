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

@ReadModel({ schema: 'tenancy', table: 'employee', version: 2 })
@PersonalData('employeeId', 'externalId', 'firstName', 'lastName', 'email', 'position', 'spells')
@Searched('firstName', 'lastName', 'email', 'externalId', 'position')
@Index(['tenantId', 'lastName', 'employeeId'])
@Index(['tenantId', 'createdAt', 'employeeId'])
@Index(['tenantId', 'departmentId'])
export class EmployeeRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) employeeId!: string;
  @TokenColumn() source!: string;
  @TextColumn({ nullable: true }) externalId!: string | null;
  @TextColumn({ nullable: true }) firstName!: string | null;
  @TextColumn({ nullable: true }) lastName!: string | null;
  @TextColumn({ nullable: true }) email!: string | null;
  @TextColumn({ nullable: true }) position!: string | null;
  @IdColumn({ nullable: true }) departmentId!: string | null;
  @IdColumn({ nullable: true }) managerId!: string | null;
  /** Of the latest employment. */
  @DayColumn() startsOn!: string;
  @DayColumn({ nullable: true }) lastDay!: string | null;
  /** Oldest first. */
  @JsonColumn() spells!: readonly EmploymentSpell[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

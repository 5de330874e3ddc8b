import { Index } from 'typeorm';
import { IdColumn, PersonalData, ReadModel, TenantColumn, TextColumn } from '#libs/read-models';

/** An employee, as cases and tasks name them. */
@ReadModel({ schema: 'workflow', table: 'case_person', version: 1 })
@PersonalData('employeeId', 'firstName', 'lastName')
@Index(['tenantId', 'userId'])
export class CasePersonRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) employeeId!: string;
  @TextColumn({ nullable: true }) firstName!: string | null;
  @TextColumn({ nullable: true }) lastName!: string | null;
  @IdColumn({ nullable: true }) managerId!: string | null;
  /** Their login; null: none is known. */
  @IdColumn({ nullable: true }) userId!: string | null;
}

import { Index } from 'typeorm';
import { BigCountColumn, IdColumn, InstantColumn, ReadModel, TenantColumn, TextsColumn } from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'department_grants', version: 1 })
@Index(['tenantId', 'updatedAt', 'departmentId'])
export class DepartmentGrantsRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) departmentId!: string;
  @TextsColumn() products!: readonly string[];
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

import { Index } from 'typeorm';
import {
  BigCountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'tenancy', table: 'department', version: 1 })
@Searched('name')
@Index(['tenantId', 'name', 'departmentId'])
@Index(['tenantId', 'createdAt', 'departmentId'])
export class DepartmentRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) departmentId!: string;
  @TextColumn() name!: string;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

import { Index } from 'typeorm';
import type { GrantStage } from '#contracts/inventory/grant-events';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

/** A grant as its events left it; see `grantStatus` for one whose end is not recorded yet. It stays after its end. */
@ReadModel({ schema: 'inventory', table: 'grant', version: 2 })
@Index(['tenantId', 'createdAt', 'grantId'])
@Index(['tenantId', 'startsOn', 'grantId'])
@Index(['tenantId', 'productId', 'createdAt'])
@Index(['tenantId', 'employeeId', 'createdAt'])
@Index(['tenantId', 'userId', 'createdAt'])
@Index(['tenantId', 'status', 'endsAt'])
export class GrantRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) grantId!: string;
  @IdColumn() productId!: string;
  @IdColumn() serviceId!: string;
  /** Those of the service and of the product: it is shown to callers to whom one of them is assigned. */
  @TextsColumn() scopeIds!: readonly string[];
  @IdColumn({ nullable: true }) employeeId!: string | null;
  @IdColumn({ nullable: true }) userId!: string | null;
  @DayColumn() startsOn!: string;
  @InstantColumn() startsAt!: string;
  @DayColumn({ nullable: true }) endsOn!: string | null;
  @InstantColumn({ nullable: true }) endsAt!: string | null;
  /** The end of the last day of the holder. */
  @InstantColumn({ nullable: true }) leavesAt!: string | null;
  @IdColumn({ nullable: true }) departmentId!: string | null;
  @TextColumn({ nullable: true }) note!: string | null;
  @TokenColumn() status!: 'active' | 'expired' | 'revoked';
  @InstantColumn({ nullable: true }) revokedAt!: string | null;
  @TextColumn({ nullable: true }) revokedReason!: string | null;
  /** The last stage of its end that was announced. */
  @TokenColumn({ nullable: true }) announced!: GrantStage | null;
  @InstantColumn() createdAt!: string;
}

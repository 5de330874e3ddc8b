import { Index } from 'typeorm';
import type { NoticeResult, QuarantineReason } from '#contracts/workflow/hr-delivery-events';
import type { DeliveryStatus } from '#contracts/workflow/list-hr-deliveries';
import {
  BigCountColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A call of a source, without its bytes. */
@ReadModel({ schema: 'workflow', table: 'hr_delivery', version: 1 })
@Index(['tenantId', 'receivedAt', 'deliveryId'])
@Index(['tenantId', 'sourceId', 'receivedAt'])
@Index(['retryAt'])
export class HrDeliveryRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) deliveryId!: string;
  @IdColumn() sourceId!: string;
  @TokenColumn() status!: DeliveryStatus;
  @TokenColumn({ nullable: true }) reason!: QuarantineReason | null;
  @TokenColumn({ nullable: true }) code!: string | null;
  @TextColumn({ nullable: true }) problem!: string | null;
  @TextColumn({ nullable: true }) reference!: string | null;
  @BigCountColumn() size!: number;
  @CountColumn() attempt!: number;
  @JsonColumn() notices!: readonly NoticeResult[];
  @InstantColumn() receivedAt!: string;
  @InstantColumn({ nullable: true }) processedAt!: string | null;
  @InstantColumn({ nullable: true }) retryAt!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  @BigCountColumn() revision!: number;
}

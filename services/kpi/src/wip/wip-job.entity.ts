import { Index } from 'typeorm';
import type { WipHold, WipJobParts } from '#contracts/kpi/wip-job-events';
import {
  BigCountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A job as recorded last. */
@ReadModel({ schema: 'kpi', table: 'wip_job', version: 1 })
@Index(['tenantId', 'startedAt', 'jobId'])
@Index(['tenantId', 'jobKey'])
export class WipJobRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) jobId!: string;
  @TextColumn() job!: string;
  /** Folded: the code in any case. */
  @TokenColumn() jobKey!: string;
  @TextColumn() product!: string;
  /** Folded: the product in any case. */
  @TokenColumn() productKey!: string;
  @InstantColumn() startedAt!: string;
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  @JsonColumn() holds!: readonly WipHold[];
  @FlagColumn() onHold!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() recordedFrom!: string;
  /** Of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}

/** What a job was until it was changed or removed. */
@ReadModel({ schema: 'kpi', table: 'wip_job_version', version: 1 })
@Index(['tenantId', 'recordedTo'])
export class WipJobVersionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) jobId!: string;
  @BigCountColumn({ key: true }) revision!: number;
  @TextColumn() job!: string;
  @JsonColumn() parts!: WipJobParts;
  @InstantColumn() recordedFrom!: string;
  @InstantColumn() recordedTo!: string;
}

import { Index } from 'typeorm';
import type { DepartmentMapping, HrSourceAlarm, HrSourceKind, LastDay } from '#contracts/workflow/hr-source-events';
import {
  BigCountColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

/** A source of HR events, with the record of its calls. */
@ReadModel({ schema: 'workflow', table: 'hr_source', version: 2 })
@Index(['tenantId', 'createdAt', 'sourceId'])
export class HrSourceRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) sourceId!: string;
  @TokenColumn() slug!: string;
  @TokenColumn() kind!: HrSourceKind;
  @TextColumn() name!: string;
  @TokenColumn() lastDay!: LastDay;
  @TextColumn({ nullable: true }) apiUrl!: string | null;
  @JsonColumn() departments!: readonly DepartmentMapping[];
  @FlagColumn() isDefault!: boolean;
  @JsonColumn() secrets!: readonly { readonly since: string; readonly until: string | null }[];
  @FlagColumn() connected!: boolean;
  @InstantColumn({ nullable: true }) lastDeliveryAt!: string | null;
  /** From receipt to effect of the last one that took effect, in milliseconds. */
  @BigCountColumn({ nullable: true }) lagMs!: number | null;
  /** Moments of deliveries, oldest first; see `health.ts`. */
  @JsonColumn() moments!: readonly string[];
  /** Calls in a row that were not accepted. */
  @CountColumn() failures!: number;
  /** Deliveries that a rule refused, and nobody has retried. */
  @CountColumn() failed!: number;
  @CountColumn() quarantined!: number;
  /** Notices without the department that the source named, since its departments were changed last. */
  @CountColumn() unknownDepartments!: number;
  @TextsColumn() alarms!: readonly HrSourceAlarm[];
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

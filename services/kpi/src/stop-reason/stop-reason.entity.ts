import { Index } from 'typeorm';
import type { StopClass } from '#contracts/kpi/kpi-words';
import {
  BigCountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'stop_reason', version: 1 })
@Searched('code', 'name')
@Index(['tenantId', 'code'])
@Index(['tenantId', 'codeKey'])
export class StopReasonRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) reasonId!: string;
  @TextColumn() code!: string;
  /** Folded: the code in any case. */
  @TokenColumn() codeKey!: string;
  @TextColumn() name!: string;
  @TextColumn() class!: StopClass;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}

import { Column, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';
import type { SumName } from '../figure/sums';
import type { DayHistory } from './day-history';
import type { StopsOfShift } from './day-figures';
import type { SetupKind, Recording } from './setup-history';

/** The sums that entries and stops give. */
export const LINE_SUMS = [
  'planned',
  'setup',
  'breakdown',
  'other',
  'noOrder',
  'production',
  'minor',
  'breakdowns',
  'endedBreakdowns',
  'endedBreakdown',
  'good',
  'rework',
  'scrap',
  'earned',
  'earnedGood',
  'earnedRework',
  'orderProduced',
  'orderTime',
  'labourEarned',
  'labourWorked',
  'labourScheduled',
  'unplannedShifts',
  'withoutStandard',
  'withoutLabourStandard',
  'openParts',
  'inferredTime',
  'inferredHours',
] as const satisfies readonly SumName[];
export type LineSum = (typeof LINE_SUMS)[number];

/** Decimal text of 9 places, as exact as sums are. */
const SumColumn = Column({ type: 'numeric', precision: 60, scale: 9 });

/** What a shift of a day gave to one product and order; sums as whole numbers of their ninth place, without zeros. */
export interface StoredCell {
  readonly shift: string | null;
  readonly product: string | null;
  readonly order: string | null;
  readonly sums: Readonly<Partial<Record<SumName, string>>>;
}

/** A line's business date: what was recorded of it, and the sums that this gives as known now. */
@ReadModel({ schema: 'kpi', table: 'line_day', version: 1 })
@Index(['tenantId', 'date', 'lineId'])
export class LineDayRow {
  @TenantColumn() tenantId!: string;
  /** Line and date. */
  @TokenColumn({ key: true }) place!: string;
  @IdColumn() lineId!: string;
  @DayColumn() date!: string;
  @JsonColumn() history!: DayHistory;
  /** Other dates of the line, in whose streams there are or were runs and stops that may reach into this one. */
  @TextsColumn() homes!: readonly string[];
  /** The times of recording of the first and the last event that has to do with it. */
  @InstantColumn() firstAt!: string;
  @InstantColumn() changedAt!: string;
  /** From then on its sums do not change by themselves; null: something has not ended. */
  @InstantColumn({ nullable: true }) settledAt!: string | null;
  @JsonColumn() cells!: readonly StoredCell[];
  @JsonColumn() stops!: readonly StopsOfShift[];
  /** Of all cells. */
  @SumColumn planned!: string;
  @SumColumn setup!: string;
  @SumColumn breakdown!: string;
  @SumColumn other!: string;
  @SumColumn noOrder!: string;
  @SumColumn production!: string;
  @SumColumn minor!: string;
  @SumColumn breakdowns!: string;
  @SumColumn endedBreakdowns!: string;
  @SumColumn endedBreakdown!: string;
  @SumColumn good!: string;
  @SumColumn rework!: string;
  @SumColumn scrap!: string;
  @SumColumn earned!: string;
  @SumColumn earnedGood!: string;
  @SumColumn earnedRework!: string;
  @SumColumn orderProduced!: string;
  @SumColumn orderTime!: string;
  @SumColumn labourEarned!: string;
  @SumColumn labourWorked!: string;
  @SumColumn labourScheduled!: string;
  @SumColumn unplannedShifts!: string;
  @SumColumn withoutStandard!: string;
  @SumColumn withoutLabourStandard!: string;
  @SumColumn openParts!: string;
  @SumColumn inferredTime!: string;
  @SumColumn inferredHours!: string;
}

/** The runs and stops of a line that have not ended, by the date in whose stream they are. */
@ReadModel({ schema: 'kpi', table: 'line_open', version: 1 })
export class LineOpenRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) lineId!: string;
  @JsonColumn() open!: Readonly<Record<string, string>>;
}

/** A part of the setup, with all that was recorded of it. */
@ReadModel({ schema: 'kpi', table: 'figure_setup', version: 1 })
@Index(['tenantId', 'kind'])
export class FigureSetupRow {
  @TenantColumn() tenantId!: string;
  @TokenColumn({ key: true }) name!: string;
  @TokenColumn() kind!: SetupKind;
  @JsonColumn() history!: readonly Recording[];
}

/** Days that a change of the setup may change. */
export interface DueRange {
  /** null: all lines. */
  readonly lineId: string | null;
  readonly from: string;
  /** null: up to the last day. */
  readonly to: string | null;
  /** Only days with this product (folded), or with a stop for this reason. */
  readonly product: string | null;
  readonly reasonId: string | null;
  /** The time of recording. */
  readonly at: string;
}

/** What an organisation's days need, one row for each. */
@ReadModel({ schema: 'kpi', table: 'line_day_head', version: 1 })
export class LineDayHeadRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) organizationId!: string;
  /** The first and the last date of each line. */
  @JsonColumn() lines!: Readonly<Record<string, readonly [first: string, last: string]>>;
  /** Places to be summed again; empty in every row that is written, as `ranges`. */
  @TextsColumn() days!: readonly string[];
  @JsonColumn() ranges!: readonly DueRange[];
}

import type { KpiItem } from '#contracts/kpi/get-kpis';
import type { Kpi } from '#contracts/kpi/kpi-words';
import type { ReportGrouping, ReportScheduleValues } from '#contracts/kpi/report-schedule';
import type { ShownFigure } from '#contracts/kpi/shown-figure';
import type { Dates, Grain } from '../figure/buckets';
import type { CountedLines } from '../figure/cell-source.query';
import { linesCountedBy } from '../kpis/standing-lines';
import type { KnownSetup } from '../line-sums/setup-history';

/** What a report asks of the figures. */
export interface ReportQuestion {
  readonly tenantId: string;
  /** Business dates, both included. */
  readonly period: Dates;
  readonly grain: Grain;
  readonly groupBy: readonly ReportGrouping[];
  /** The groups of the whole report. */
  readonly countedBy: readonly ReportGrouping[];
  readonly countedLines: CountedLines;
  readonly kpis: readonly Kpi[];
  /** Null: all lines, or those of the area. */
  readonly lineIds: readonly string[] | null;
  readonly area: string | null;
  /** In any case; absent: all. */
  readonly product?: string;
  /** ISO 8601 UTC: what happened or was recorded later is not there. */
  readonly asOf: string;
  /** As of the same moment: read once for several questions. Absent: it is read. */
  readonly setup?: KnownSetup;
}

/** Lines that were chosen count each. Of areas, as in `GET kpis`, those that stand for them. */
export function linesCountedIn({
  lineIds,
  areas,
  groupBy,
}: Pick<ReportScheduleValues, 'lineIds' | 'areas' | 'groupBy'>): CountedLines {
  const [area] = areas ?? [];
  return lineIds ? 'all' : linesCountedBy({ groupBy, filters: area === undefined ? {} : { area } });
}

/** A figure as `GET kpis` answers it: a report shows these texts and formats none anew. */
export type KpiValue = Pick<
  ShownFigure,
  'kpi' | 'formula' | 'value' | 'unit' | 'reason' | 'flags' | 'numerator' | 'denominator' | 'target' | 'status'
>;

export type KpiGroup = Partial<KpiItem['group']>;

export interface KpiRowOfGroup extends Dates {
  readonly group: KpiGroup;
  /** In the order of the question's key figures. */
  readonly values: readonly KpiValue[];
}

export interface KpiAnswer {
  readonly items: readonly KpiRowOfGroup[];
  readonly totals: readonly KpiValue[];
}

/** @throws DomainError where they cannot be told */
export type ReportFigures = (question: ReportQuestion) => Promise<KpiAnswer>;

/** The zone, lines and targets of questions. @throws DomainError where they cannot be told */
export type ReportSetup = (of: Pick<ReportQuestion, 'tenantId' | 'asOf'>) => Promise<KnownSetup>;

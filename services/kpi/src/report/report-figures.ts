import type { Kpi, KpiFlag, KpiReason, KpiUnit } from '#contracts/kpi/kpi-words';
import type { ReportGrouping } from '#contracts/kpi/report-schedule';
import type { Dates, Grain } from '../figure/buckets';
import type { TargetStatus } from '../target/judge-target';

/** What a report asks of the figures, as `GET kpis` does. */
export interface ReportQuestion {
  readonly tenantId: string;
  /** Business dates, both included. */
  readonly period: Dates;
  readonly grain: Grain;
  readonly groupBy: readonly ReportGrouping[];
  readonly kpis: readonly Kpi[];
  /** Null: all lines. */
  readonly lineIds: readonly string[] | null;
  /** ISO 8601 UTC. */
  readonly asOf: string;
}

/** A figure as `GET kpis` answers it: a report shows these texts and formats none anew. */
export interface KpiValue {
  readonly kpi: Kpi;
  /** `oee@2`. */
  readonly formula: string;
  readonly value: string | null;
  readonly unit: KpiUnit;
  readonly reason: KpiReason | null;
  readonly flags: readonly KpiFlag[];
  readonly numerator: string;
  readonly denominator: string;
  readonly target: { readonly green: string; readonly amber: string } | null;
  readonly status: TargetStatus | null;
}

export interface KpiGroup {
  readonly lineId?: string | null;
  readonly lineCode?: string | null;
  readonly product?: string | null;
  readonly shift?: string | null;
  readonly area?: string | null;
}

export interface KpiItem extends Dates {
  readonly group: KpiGroup;
  /** In the order of the question's key figures. */
  readonly values: readonly KpiValue[];
}

export interface KpiAnswer {
  readonly items: readonly KpiItem[];
  readonly totals: readonly KpiValue[];
}

/** @throws DomainError where they cannot be told */
export type ReportFigures = (question: ReportQuestion) => Promise<KpiAnswer>;

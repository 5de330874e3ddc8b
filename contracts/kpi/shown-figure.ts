import { Choice, List, LocalDate, Nested, Text } from '../declare/fields';
import {
  KPIS,
  KPI_CHANGE_REASONS,
  KPI_FLAGS,
  KPI_REASONS,
  KPI_UNITS,
  type Kpi,
  type KpiChangeReason,
  type KpiFlag,
  type KpiReason,
  type KpiUnit,
} from './kpi-words';

export const KPI_TARGET_STATUSES = ['green', 'amber', 'red'] as const;
export type KpiTargetStatus = (typeof KPI_TARGET_STATUSES)[number];

const VALUE = { max: 64, nullable: true, example: '76.76' } as const;

/** The target in force on the last date of the figure. */
export class FigureTarget {
  @Text({ max: 64, example: '85.00' }) green!: string;
  @Text({ max: 64, example: '75.00' }) amber!: string;
}

/** The same figure of the period that it is compared with. */
export class ComparedFigure {
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @Text(VALUE) value!: string | null;
  @Choice(KPI_REASONS, { nullable: true, description: 'Why `value` is null' }) reason!: KpiReason | null;
  @Text({
    ...VALUE,
    example: '-2.31',
    description: 'In percent of `value`; null where one of both is null, or it is 0',
  })
  change!: string | null;
  @Choice(KPI_CHANGE_REASONS, {
    nullable: true,
    description: 'Why `change` is null: why one of both is, or `NO_BASE` where `value` is 0',
  })
  changeReason!: KpiChangeReason | null;
}

/** A figure as every answer, table, mail and stream shows it. */
export class ShownFigure {
  @Choice(KPIS) kpi!: Kpi;
  @Text({ max: 64, example: 'oee@2' }) formula!: string;
  @Text({ ...VALUE, description: 'Rounded once, half-up; null: see `reason`' }) value!: string | null;
  @Choice(KPI_UNITS) unit!: KpiUnit;
  @Choice(KPI_REASONS, { nullable: true }) reason!: KpiReason | null;
  @List(Choice(KPI_FLAGS), { max: KPI_FLAGS.length }) flags!: readonly KpiFlag[];
  @Text({
    max: 2_000,
    nullable: true,
    example: '27000',
    description: 'Exact; times are in seconds. Null: withheld, for `TOO_FEW_PEOPLE`',
  })
  numerator!: string | null;
  @Text({ max: 2_000, nullable: true, example: '30600' }) denominator!: string | null;
  @Nested(() => FigureTarget, { nullable: true }) target!: FigureTarget | null;
  @Choice(KPI_TARGET_STATUSES, { nullable: true }) status!: KpiTargetStatus | null;
  @Nested(() => ComparedFigure, { nullable: true, description: 'Null: no comparison was asked for' })
  compared!: ComparedFigure | null;
  @Text({ max: 2_000, description: 'Names the figure in `GET kpis/{lineage}/lineage`' }) lineage!: string;
}

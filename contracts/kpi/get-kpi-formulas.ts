import { Query } from '../declare/contract';
import { Choice, Count, Flag, List, Nested, Text } from '../declare/fields';
import {
  KPI_FLAGS,
  KPI_GROUPINGS,
  KPI_REASONS,
  KPI_UNITS,
  KPIS,
  type Kpi,
  type KpiFlag,
  type KpiGrouping,
  type KpiReason,
  type KpiUnit,
} from './kpi-words';

/** One version of a key figure. A figure is numerator / denominator in the unit, rounded once, half-up, to 2 places. */
export class KpiFormula {
  @Text({ max: 64, example: 'oee@2', description: 'The key figure and the version: as `formulas` takes it' })
  formula!: string;
  @Choice(KPIS) kpi!: Kpi;
  @Count({ min: 1, max: 1_000 }) version!: number;
  @Flag({ description: 'The version in force, which counts where none is asked for' }) current!: boolean;
  @Text({ max: 100, example: 'Overall equipment effectiveness' }) name!: string;
  @Choice(KPI_UNITS) unit!: KpiUnit;
  @Text({ max: 300, example: 'APT / PBT' }) definition!: string;
  @Text({ max: 100, example: 'APT' }) numerator!: string;
  @Text({ max: 100, example: 'PBT' }) denominator!: string;
  @Text({ max: 64, nullable: true, example: 'iso22400-2:2014', description: 'The standard that defines it so' })
  standard!: string | null;
  @List(Choice(KPI_REASONS), { max: 20, description: 'Why a figure can be null' }) reasons!: readonly KpiReason[];
  @List(Choice(KPI_FLAGS), { max: 20, description: 'What can stand beside a value' }) flags!: readonly KpiFlag[];
  @List(Choice(KPI_GROUPINGS), { max: 20, description: 'What it can be grouped by' })
  groupings!: readonly KpiGrouping[];
}

export class KpiFormulas {
  @List(Nested(() => KpiFormula), { max: 500 }) items!: readonly KpiFormula[];
}

@Query({
  subject: 'kpi.get-kpi-formulas',
  permission: 'kpi.read',
  route: 'GET /kpi-formulas',
  summary: 'Read the formulas of all key figures, with their versions',
  answers: KpiFormulas,
})
export class GetKpiFormulas {}

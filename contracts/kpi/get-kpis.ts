import { Query } from '../declare/contract';
import { Choice, Code, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { RequestRule } from '../declare/request-rules';
import { ChosenWords } from './chosen-words';
import { fromDate, ofArea, ofLine, ofProduct, ofShift, periodFault, toDate } from './figure-period';
import { FORMULA_NAMES_MAX, FormulaNames } from './formula-names';
import { KPI_TARGET_STATUSES, ShownFigure, type KpiTargetStatus } from './shown-figure';
import { KPIS, KPI_GROUPINGS, type Kpi } from './kpi-words';

export const KPI_GRAINS = ['shift', 'day', 'week', 'month', 'year', 'total'] as const;
export type KpiGrain = (typeof KPI_GRAINS)[number];
export const KPI_COMPARISONS = ['previous', 'year'] as const;
export type KpiComparison = (typeof KPI_COMPARISONS)[number];
export const DELIVERY_DATES = ['requested', 'first', 'last'] as const;
export type DeliveryDate = (typeof DELIVERY_DATES)[number];
/** A promise that was moved heals nothing. */
export const USUAL_DELIVERY_DATE: DeliveryDate = 'first';

/** The group of the figures of an item. A field is null where the request does not group by it. */
export class KpiGroup {
  @Id({ nullable: true }) lineId!: string | null;
  @Code({ nullable: true }) lineCode!: string | null;
  @Code({ nullable: true, example: 'P-100' }) product!: string | null;
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @Code({ nullable: true }) step!: string | null;
  @Code({ nullable: true }) order!: string | null;
  @Code({ nullable: true }) job!: string | null;
  @Id({ nullable: true }) employeeId!: string | null;
}

/** The figures of a stretch of business dates and a group. */
export class KpiItem {
  @LocalDate({ description: 'The first business date; weeks are cut to the period' }) from!: string;
  @LocalDate({ description: 'The last business date' }) to!: string;
  @Nested(() => KpiGroup) group!: KpiGroup;
  @List(Nested(() => ShownFigure), { max: KPIS.length }) values!: readonly ShownFigure[];
}

/** The fields of every page that are about the whole period. */
export class KpiTotals {
  @Instant({ description: 'Only what was recorded by then counts' }) knownAt!: string;
  @List(Nested(() => ShownFigure), { max: KPIS.length, description: 'Of all groups together' })
  totals!: readonly ShownFigure[];
}

/** One figure, as a row of a table. */
export class KpiRow {
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @Code({ nullable: true }) line!: string | null;
  @Code({ nullable: true, example: 'P-100' }) product!: string | null;
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @Code({ nullable: true }) step!: string | null;
  @Code({ nullable: true }) order!: string | null;
  @Code({ nullable: true }) job!: string | null;
  @Id({ nullable: true }) employeeId!: string | null;
  @Choice(KPIS) kpi!: Kpi;
  @Text({ max: 64, example: 'oee@2' }) formula!: string;
  @Text({ max: 64, nullable: true, example: '76.76' }) value!: string | null;
  @Text({ max: 10, example: '%' }) unit!: string;
  @Text({ max: 64, nullable: true, example: 'NO_PLAN' }) reason!: string | null;
  @Text({ max: 200, example: 'provisional', description: 'With spaces between; empty: none' }) flags!: string;
  @Text({ max: 400, nullable: true, example: '27000' }) numerator!: string | null;
  @Text({ max: 400, nullable: true, example: '30600' }) denominator!: string | null;
  @Text({ max: 64, nullable: true, example: '85.00', description: 'Of the target' }) green!: string | null;
  @Text({ max: 64, nullable: true, example: '75.00', description: 'Of the target' }) amber!: string | null;
  @Choice(KPI_TARGET_STATUSES, { nullable: true }) status!: KpiTargetStatus | null;
  @Text({ max: 64, nullable: true, example: '74.10', description: 'Of the period that it is compared with' })
  compared!: string | null;
  @Text({ max: 64, nullable: true, example: 'NO_TIME', description: 'Why there is none to compare with' })
  comparedReason!: string | null;
  @Text({ max: 64, nullable: true, example: '3.59', description: 'In percent of that' }) change!: string | null;
  @Text({ max: 64, nullable: true, example: 'NO_BASE', description: 'Why there is no change' })
  changeReason!: string | null;
}

/** Figures by employee are of persons. */
function isOfPerson(shown: KpiItem | KpiRow): boolean {
  return ('group' in shown ? shown.group : shown).employeeId !== null;
}

@RequestRule(periodFault())
@Query({
  subject: 'kpi.get-kpis',
  permission: 'kpi.read',
  route: 'GET /kpis',
  // Figures of a change on the live stream, read once for all who follow it.
  sentBy: ['gateway'],
  summary: 'Read key figures',
  answers: KpiItem,
  list: { sort: [], page: KpiTotals, table: KpiRow },
  asOf: 'effective',
  knownAt: true,
  refuses: ['READ_MODEL_FILLING'],
  discloses: 'personal',
  disclosing: isOfPerson,
})
export class GetKpis extends ListRequest {
  @fromDate() from?: string;
  @toDate() to?: string;
  @Choice(KPI_GRAINS, { optional: true, description: 'Default: total' }) grain?: KpiGrain;
  @ChosenWords(KPI_GROUPINGS, { optional: true }) groupBy?: string;
  @ChosenWords(KPIS, { optional: true, description: 'Default: all that fit the groups and filters' }) kpi?: string;
  @FormulaNames({
    optional: true,
    description: `Versions in place of those in force, at most ${FORMULA_NAMES_MAX}, with commas between`,
  })
  formulas?: string;
  @ofLine() lineId?: string;
  @ofProduct() product?: string;
  @ofShift() shift?: string;
  @ofArea() area?: string;
  @Choice(KPI_COMPARISONS, {
    optional: true,
    description:
      'With the period before, or the same dates a year before; weeks with the ISO weeks of the same numbers',
  })
  compare?: KpiComparison;
  @Choice(DELIVERY_DATES, { optional: true, description: 'What deliveries are judged by. Default: first' })
  against?: DeliveryDate;
  /** Declared by `@Query`. */
  asOf?: string;
  /** Declared by `@Query`. */
  knownAt?: string;
}

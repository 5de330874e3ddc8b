import { Query } from '../declare/contract';
import { Choice, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { fromDate, ofArea, ofLine, ofShift, periodFault, toDate } from './figure-period';
import { KPI_LOSSES, type KpiLoss } from './kpi-words';

const AMOUNT = { max: 64, nullable: true } as const;

/** A step of the waterfall. All steps together are the scheduled time. */
export class LossStep {
  @Choice(KPI_LOSSES, { description: '`good` is what is left: the time that made good units' }) loss!: KpiLoss;
  @Text({ ...AMOUNT, example: '1200', description: 'Exact; null where a standard is missing' }) seconds!: string | null;
  @Text({ ...AMOUNT, example: '20.00', description: 'Of the same, rounded' }) minutes!: string | null;
  @Text({ ...AMOUNT, example: '3.92', description: 'Of the planned busy time; null where there is none' })
  percent!: string | null;
}

export class KpiLosses {
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @Instant() asOf!: string;
  @Instant() knownAt!: string;
  @Text({ max: 64, example: '32400', description: 'Seconds' }) scheduled!: string;
  @List(Nested(() => LossStep), { max: KPI_LOSSES.length }) items!: readonly LossStep[];
}

@RequestRule(periodFault())
@Query({
  subject: 'kpi.get-kpi-losses',
  permission: 'kpi.read',
  route: 'GET /kpis/losses',
  summary: 'Follow the scheduled time down to the time that made good units',
  answers: KpiLosses,
  asOf: 'effective',
  knownAt: true,
  refuses: ['READ_MODEL_FILLING'],
})
export class GetKpiLosses {
  @fromDate() from?: string;
  @toDate() to?: string;
  @ofLine() lineId?: string;
  @ofShift() shift?: string;
  @ofArea() area?: string;
  /** Declared by `@Query`. */
  asOf?: string;
  /** Declared by `@Query`. */
  knownAt?: string;
}

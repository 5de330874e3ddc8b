import { Query } from '../declare/contract';
import { Choice, Code, Count, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { fromDate, ofArea, ofLine, ofShift, periodFault, toDate } from './figure-period';
import { STOP_CLASSES, type StopClass } from './kpi-words';
import { MAX_STOP_REASONS } from './stop-reason-events';

export const PARETO_ORDERS = ['time', 'count'] as const;
export type ParetoOrder = (typeof PARETO_ORDERS)[number];

const PERCENT = { max: 10, nullable: true, example: '62.50' } as const;

/** The stops for one reason. */
export class ParetoBar {
  @Id({ nullable: true, description: 'Null: stops without a reason' }) reasonId!: string | null;
  @Code({ nullable: true, example: 'JAM' }) reason!: string | null;
  @Text({ max: 200, nullable: true }) name!: string | null;
  @Choice(STOP_CLASSES) class!: StopClass;
  @Text({ max: 64, example: '2400', description: 'Of shifts that the stops took. Exact' }) seconds!: string;
  @Text({ max: 64, example: '40.00', description: 'Of the same, rounded' }) minutes!: string;
  @Count({ min: 0, max: 1_000_000_000, description: 'A stop counts in the first shift that it touches' })
  count!: number;
  @Text({ ...PERCENT, description: 'Of all stops; null where that is 0' }) share!: string | null;
  @Text({ ...PERCENT, description: 'Of this bar and all before it' }) cumulated!: string | null;
}

export class StopPareto {
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @Instant() asOf!: string;
  @Instant() knownAt!: string;
  @List(Nested(() => ParetoBar), {
    max: (MAX_STOP_REASONS + 1) * STOP_CLASSES.length,
    description: 'The largest first',
  })
  items!: readonly ParetoBar[];
}

@RequestRule(periodFault())
@Query({
  subject: 'kpi.get-stop-pareto',
  permission: 'kpi.read',
  route: 'GET /kpis/pareto',
  summary: 'Rank the reasons of stops by time or by number',
  answers: StopPareto,
  asOf: 'effective',
  knownAt: true,
  refuses: ['READ_MODEL_FILLING'],
})
export class GetStopPareto {
  @fromDate() from?: string;
  @toDate() to?: string;
  @Choice(PARETO_ORDERS, { optional: true, description: 'Default: time' }) by?: ParetoOrder;
  @ofLine() lineId?: string;
  @ofShift() shift?: string;
  @ofArea() area?: string;
  /** Declared by `@Query`. */
  asOf?: string;
  /** Declared by `@Query`. */
  knownAt?: string;
}

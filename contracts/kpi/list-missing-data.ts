import { Query } from '../declare/contract';
import { Choice, Code, Count, Id, List, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { RequestRule } from '../declare/request-rules';
import { fromDate, ofArea, ofLine, periodFault, toDate } from './figure-period';
import { KPI_MISSING, type KpiMissing } from './kpi-words';

/** The longest period, in business dates. */
export const MAX_COMPLETENESS_DAYS = 366;
/** The most names in one row; further ones are left out. */
export const MAX_MISSING_NAMES = 50;

/** One kind of data that is missing in a shift of a line, or that came to its date after that was closed. */
export class MissingData {
  @LocalDate({ description: 'The business date' }) date!: string;
  @Id({ nullable: true, description: 'Null: what was changed after closing is of no line' }) lineId!: string | null;
  @Code({ nullable: true }) lineCode!: string | null;
  @Text({
    max: 64,
    nullable: true,
    example: 'Early',
    description: 'Null: runs outside of every shift, or the date as a whole',
  })
  shift!: string | null;
  @Choice(KPI_MISSING) what!: KpiMissing;
  @List(Text({ max: 64 }), {
    max: MAX_MISSING_NAMES,
    description:
      'Ids of entries, stops, inspections, deliveries, jobs or setup, or products; empty where the shift itself lacks it, and of attendance',
  })
  of!: readonly string[];
  @Count({ min: 1, max: 1e9, description: 'The number of them; 1 where the shift itself lacks it' }) count!: number;
}

@RequestRule(periodFault(MAX_COMPLETENESS_DAYS))
@Query({
  subject: 'kpi.list-missing-data',
  permission: 'kpi.read',
  route: 'GET /kpis/completeness',
  summary: 'List what shifts lack for their figures to be complete',
  answers: MissingData,
  list: { sort: [] },
  refuses: ['READ_MODEL_FILLING'],
})
export class ListMissingData extends ListRequest {
  @fromDate() from?: string;
  @toDate() to?: string;
  @ofLine() lineId?: string;
  @ofArea() area?: string;
  @Choice(KPI_MISSING, { optional: true, description: 'This kind alone' }) what?: KpiMissing;
}

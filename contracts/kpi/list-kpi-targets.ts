import { Query } from '../declare/contract';
import { Choice, Code, Count, Id, Instant, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { KPI_DIRECTIONS, type KpiDirection } from './kpi-direction';
import { ALERT_GRAINS, MAX_ALERT_PERIODS, TargetTerms, TargetValues, type AlertGrain } from './kpi-target-events';
import { KPIS, type Kpi } from './kpi-words';

export class KpiTargetDetails extends TargetTerms {
  @Id() id!: string;
  @Choice(KPIS) kpi!: Kpi;
  @Choice(KPI_DIRECTIONS, { description: 'The better one, from the formula' }) direction!: KpiDirection;
  @Id({ nullable: true }) lineId!: string | null;
  @Code({ nullable: true }) product!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @LocalDate({ description: 'It counts up to the next one of the same key figure and scope' }) validFrom!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

/** A target as a row of a table, which may be uploaded again. */
export class KpiTargetTableRow extends TargetValues {
  @Id() id!: string;
  @Choice(KPIS) kpi!: Kpi;
  @Choice(KPI_DIRECTIONS) direction!: KpiDirection;
  @Code({ nullable: true, example: 'L1' }) line!: string | null;
  @Code({ nullable: true }) product!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @LocalDate() validFrom!: string;
  @Choice(ALERT_GRAINS, { nullable: true, description: 'Null: no alert is raised' }) alertGrain!: AlertGrain | null;
  @Count({ min: 1, max: MAX_ALERT_PERIODS, nullable: true }) alertPeriods!: number | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.list-kpi-targets',
  permission: 'kpi.read',
  route: 'GET /kpi-targets',
  summary: 'List the targets of key figures',
  answers: KpiTargetDetails,
  list: { sort: ['validFrom', 'kpi', 'createdAt'], table: KpiTargetTableRow },
})
export class ListKpiTargets extends ListRequest {
  @Choice(KPIS, { optional: true }) kpi?: Kpi;
  @Id({ optional: true }) lineId?: string;
  @Code({ optional: true, description: 'In any case' }) product?: string;
  @Text({ max: 100, optional: true, description: 'In any case' }) area?: string;
}

import { Query } from '../declare/contract';
import { Choice, Count, Flag, Id, Instant, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { AlertedFigure } from './kpi-alert-events';
import { ALERT_GRAINS, MAX_ALERT_PERIODS, type AlertGrain } from './kpi-target-events';
import { KPIS, KPI_UNITS, type Kpi, type KpiUnit } from './kpi-words';

export class KpiAlertDetails extends AlertedFigure {
  @Id() id!: string;
  @Choice(ALERT_GRAINS) grain!: AlertGrain;
  @Count({ min: 1, max: MAX_ALERT_PERIODS, description: 'Red ones in a row' }) periods!: number;
  @LocalDate({ description: 'The first business date of the breach' }) from!: string;
  @LocalDate({ description: 'The last one when it was raised' }) to!: string;
  @Text({ max: 64, example: '61.20', description: 'Of the last period then' }) value!: string;
  @Choice(KPI_UNITS) unit!: KpiUnit;
  @Text({ max: 64, example: '75.00' }) amber!: string;
  @Instant() raisedAt!: string;
  @LocalDate({
    nullable: true,
    description:
      'The last date of the period that was not red, or of which the target raised alerts no more; null: it lasts',
  })
  endedOn!: string | null;
}

@Query({
  subject: 'kpi.list-kpi-alerts',
  permission: 'kpi.read',
  route: 'GET /kpi-alerts',
  summary: 'List the alerts of missed targets, the latest first',
  answers: KpiAlertDetails,
  list: { sort: [], order: '-raisedAt' },
})
export class ListKpiAlerts extends ListRequest {
  @Choice(KPIS, { optional: true }) kpi?: Kpi;
  @Id({ optional: true }) lineId?: string;
  @Flag({ optional: true, description: 'Whether the breach lasts' }) open?: boolean;
}

import { Query } from '../declare/contract';
import { Id, Instant, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

export class KpiPeriodDetails {
  @Id() id!: string;
  @Id({ nullable: true, description: 'Null: all lines' }) lineId!: string | null;
  @LocalDate({ nullable: true, description: 'The last closed business date; null: none' }) through!: string | null;
  @Text({ max: 2000, lines: true, example: 'March is reported' }) reason!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.list-kpi-periods',
  permission: 'kpi.read',
  route: 'GET /kpi-periods',
  summary: 'List up to which date lines are closed',
  answers: KpiPeriodDetails,
  list: { sort: ['createdAt', 'through'] },
})
export class ListKpiPeriods extends ListRequest {}

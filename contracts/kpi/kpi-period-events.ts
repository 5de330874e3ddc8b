import { Event } from '../declare/event';
import { Id, LocalDate, Text } from '../declare/fields';

/** Entries up to the end of that business date need the permission to close periods from now on; null: none does. */
@Event<KpiPeriodSet>({
  category: 'kpi.periods',
  version: 1,
  entity: { type: 'kpi_period', id: 'periodId' },
  action: 'kpi_period.set',
  summary: 'The closed period of key figures was set',
})
export class KpiPeriodSet {
  static readonly type = 'KpiPeriodSet';
  @Id({ description: 'Of the line, or of all lines' }) periodId!: string;
  @Id({ nullable: true, description: 'Null: all lines' }) lineId!: string | null;
  @LocalDate({ nullable: true }) through!: string | null;
  @Text({ max: 2000, lines: true }) reason!: string;
  @LocalDate({ nullable: true, description: 'The last closed date until now' }) before!: string | null;
}

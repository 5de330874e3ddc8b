import { Event } from '../declare/event';
import { Choice, Code, Id, LocalDate, Nested, Text } from '../declare/fields';
import { FigureValue } from './figure-value';
import { KPIS, type Kpi } from './kpi-words';

/** The most targets of an organisation: they are one stream. */
export const MAX_TARGETS = 10_000;

/** In the unit of the key figure; both null: there is no target. */
export class TargetValues {
  @FigureValue({ nullable: true, example: '85.00' }) green!: string | null;
  @FigureValue({ nullable: true, example: '75.00', description: 'Worse than this is red' })
  amber!: string | null;
}

/** From a business date on, for one line, product or area, or for the organisation. */
@Event<KpiTargetSet>({
  category: 'kpi.targets',
  version: 1,
  entity: { type: 'kpi_target', id: 'targetId', label: 'kpi' },
  action: 'kpi_target.set',
  summary: 'The target of a key figure from a date on was set',
})
export class KpiTargetSet extends TargetValues {
  static readonly type = 'KpiTargetSet';
  @Id({ description: 'Of this key figure, scope and date' }) targetId!: string;
  @Choice(KPIS) kpi!: Kpi;
  @Id({ nullable: true }) lineId!: string | null;
  @Code({ nullable: true }) product!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @LocalDate() validFrom!: string;
  @Nested(() => TargetValues, { nullable: true, description: 'Null: it is new' }) before!: TargetValues | null;
}

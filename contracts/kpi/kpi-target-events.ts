import { Event, type JsonObject } from '../declare/event';
import { Choice, Code, Count, Id, List, LocalDate, Nested, Text } from '../declare/fields';
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

export const ALERT_GRAINS = ['day', 'week', 'month'] as const;
/** The length of the periods that an alert counts. */
export type AlertGrain = (typeof ALERT_GRAINS)[number];
export const MAX_ALERT_PERIODS = 31;
export const MAX_ALERT_RECIPIENTS = 100;

/** Raised once when a figure that the target judges was red for so many periods in a row; of the organisation's by line. */
export class TargetAlert {
  @Choice(ALERT_GRAINS) grain!: AlertGrain;
  @Count({ min: 1, max: MAX_ALERT_PERIODS, example: 3, description: 'Red ones in a row' }) periods!: number;
  @List(Id(), {
    min: 1,
    max: MAX_ALERT_RECIPIENTS,
    nullable: true,
    description: 'Users who are told, as far as they may read key figures then; null, or none of them may: all who may',
  })
  recipients!: readonly string[] | null;
}

/** Everything of a target that can be mended. */
export class TargetTerms extends TargetValues {
  @Nested(() => TargetAlert, { nullable: true, description: 'Null: none is raised' }) alert!: TargetAlert | null;
}

/** Version 1 raised no alerts. */
function withoutAlert(data: JsonObject): JsonObject {
  const { before } = data as { readonly before: JsonObject | null };
  return { ...data, alert: null, before: before && { ...before, alert: null } };
}

/** From a business date on, for one line, product or area, or for the organisation. */
@Event<KpiTargetSet>({
  category: 'kpi.targets',
  version: 2,
  upcast: { 1: withoutAlert },
  entity: { type: 'kpi_target', id: 'targetId', label: 'kpi' },
  action: 'kpi_target.set',
  summary: 'The target of a key figure from a date on was set',
})
export class KpiTargetSet extends TargetTerms {
  static readonly type = 'KpiTargetSet';
  @Id({ description: 'Of this key figure, scope and date' }) targetId!: string;
  @Choice(KPIS) kpi!: Kpi;
  @Id({ nullable: true }) lineId!: string | null;
  @Code({ nullable: true }) product!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @LocalDate() validFrom!: string;
  @Nested(() => TargetTerms, { nullable: true, description: 'Null: it is new' }) before!: TargetTerms | null;
}

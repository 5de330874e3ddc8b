import { Event, type EventOptions } from '../declare/event';
import { Choice, Code, Count, Id, Instant, List, LocalDate, Text } from '../declare/fields';
import { ALERT_GRAINS, MAX_ALERT_PERIODS, MAX_ALERT_RECIPIENTS, type AlertGrain } from './kpi-target-events';
import { KPIS, KPI_UNITS, type Kpi, type KpiUnit } from './kpi-words';
import { KPI_TARGET_STATUSES, type KpiTargetStatus } from './shown-figure';

/** The figure that a target is for: of one line, product or area, or of the organisation. */
export class AlertedFigure {
  @Choice(KPIS) kpi!: Kpi;
  @Id({ nullable: true }) lineId!: string | null;
  @Code({ nullable: true, description: 'As of then' }) lineCode!: string | null;
  @Code({ nullable: true }) product!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
}

class OfAlert extends AlertedFigure {
  @Id() alertId!: string;
}

const declared = (action: string, summary: string): EventOptions<OfAlert> => ({
  category: 'kpi.alert',
  version: 1,
  entity: { type: 'kpi_alert', id: 'alertId', label: 'kpi' },
  action,
  summary,
});

/** Told once: everything that a notification says is here. */
@Event<KpiAlertRaised>(declared('kpi_alert.raised', 'A key figure was red for as many periods as its target allows'))
export class KpiAlertRaised extends OfAlert {
  static readonly type = 'KpiAlertRaised';
  @Choice(ALERT_GRAINS) grain!: AlertGrain;
  @Count({ min: 1, max: MAX_ALERT_PERIODS, description: 'Red ones in a row' }) periods!: number;
  @LocalDate({ description: 'The first business date of the first of them' }) from!: string;
  @LocalDate({ description: 'The last business date of the last of them' }) to!: string;
  @Text({ max: 64, example: '61.20', description: 'Of the last of them' }) value!: string;
  @Choice(KPI_UNITS) unit!: KpiUnit;
  @Text({ max: 64, example: '75.00', description: 'Of the target in force on that date' }) amber!: string;
  @Instant({ description: 'As of when' }) asOf!: string;
  @List(Id(), { max: MAX_ALERT_RECIPIENTS, nullable: true, description: 'Null: all who may read key figures' })
  told!: readonly string[] | null;
}

export const KPI_ALERT_ENDS = ['not_red', 'not_watched'] as const;
export type KpiAlertEnd = (typeof KPI_ALERT_ENDS)[number];

/**
 * A period was not red any more, or what was red is mended, or the target raises alerts no more: the next breach raises
 * another one.
 */
@Event<KpiAlertEnded>(declared('kpi_alert.ended', 'The alert of a key figure has ended'))
export class KpiAlertEnded extends OfAlert {
  static readonly type = 'KpiAlertEnded';
  @Choice(KPI_ALERT_ENDS) reason!: KpiAlertEnd;
  @LocalDate({
    description:
      'The last business date of the period that was not red; of a target that raises alerts no more the date of which it raised none',
  })
  endedOn!: string;
  @Text({ max: 64, nullable: true, example: '78.00', description: 'Of that period; null: it was not judged' })
  value!: string | null;
  @Choice(KPI_TARGET_STATUSES, { nullable: true }) status!: KpiTargetStatus | null;
}

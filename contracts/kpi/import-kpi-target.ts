import { Command } from '../declare/contract';
import { Choice, Code, Count, LocalDate, Text } from '../declare/fields';
import { FigureValue } from './figure-value';
import { ImportedSetup } from './imported-setup';
import { ALERT_GRAINS, MAX_ALERT_PERIODS, type AlertGrain } from './kpi-target-events';
import { KPIS, type Kpi } from './kpi-words';

/** A row of an import: sets a target, or mends it. An absent value of one that is there stays. */
@Command({
  subject: 'kpi.import-kpi-target',
  permission: 'service',
  status: 200,
  summary: 'Import a row about the target of a key figure',
  answers: ImportedSetup,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
  sentBy: ['kpi'],
})
export class ImportKpiTarget {
  @Choice(KPIS, { example: 'oee' }) kpi!: Kpi;
  @Code({ optional: true, description: 'One of line, product and area; default: the organisation' }) line?: string;
  @Code({ optional: true }) product?: string;
  @Text({ max: 100, optional: true }) area?: string;
  @LocalDate() validFrom!: string;
  @FigureValue({ optional: true, example: '85' }) green?: string;
  @FigureValue({ optional: true, example: '75' }) amber?: string;
  @Choice(ALERT_GRAINS, { optional: true }) alertGrain?: AlertGrain;
  @Count({ min: 1, max: MAX_ALERT_PERIODS, optional: true }) alertPeriods?: number;
}

import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Count, Id, List, LocalDate, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { FigureValue, figureUnits } from './figure-value';
import { directionOf } from './kpi-direction';
import { ALERT_GRAINS, MAX_ALERT_PERIODS, MAX_ALERT_RECIPIENTS, type AlertGrain } from './kpi-target-events';
import { KPIS, type Kpi } from './kpi-words';

export class AskedAlert {
  @Choice(ALERT_GRAINS, { description: 'The length of the periods that are judged when they are over' })
  grain!: AlertGrain;
  @Count({ min: 1, max: MAX_ALERT_PERIODS, example: 3, description: 'So many red ones in a row raise it, once' })
  periods!: number;
  @List(Id(), {
    min: 1,
    max: MAX_ALERT_RECIPIENTS,
    optional: true,
    description: 'Users who are told. Default: all who may read key figures',
  })
  recipients?: readonly string[];
}

/** The same key figure, scope and date again: history since then is judged anew. */
@RequestRule(faultOfScope)
@RequestRule(faultOfBounds)
@RequestRule(faultOfAlert)
@Command({
  subject: 'kpi.set-kpi-target',
  permission: 'kpi.setup.manage',
  route: 'PUT /kpi-targets',
  status: 200,
  summary: 'Set the target of a key figure from a date on',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
})
export class SetKpiTarget {
  @Choice(KPIS, { example: 'oee' }) kpi!: Kpi;
  @Id({ optional: true }) lineId?: string;
  @Code({ optional: true, description: 'One of lineId, product and area; default: the organisation' }) product?: string;
  @Text({ max: 100, optional: true }) area?: string;
  @LocalDate({ description: 'The first business date' }) validFrom!: string;
  @FigureValue({
    nullable: true,
    example: '85',
    description: 'In the unit of the figure; null: none',
  })
  green!: string | null;
  @FigureValue({ nullable: true, example: '75', description: 'Worse than this is red' })
  amber!: string | null;
  @Nested(() => AskedAlert, {
    optional: true,
    description: 'Of the organisation: for each line that it judges. Default: none is raised',
  })
  alert?: AskedAlert;
}

/** The first fault of a target as a whole. */
export function faultOfTarget(target: SetKpiTarget): FieldError | undefined {
  return faultOfScope(target) ?? faultOfBounds(target) ?? faultOfAlert(target);
}

function faultOfAlert({ alert, green, amber }: SetKpiTarget): FieldError | undefined {
  if (!alert || green !== null || amber !== null) return undefined;
  return { pointer: '/alert', code: 'CHOICE', message: 'must be absent where there is no target' };
}

function faultOfScope({ lineId, product, area }: SetKpiTarget): FieldError | undefined {
  const said = Object.entries({ lineId, product, area }).flatMap(([name, value]) => (value === undefined ? [] : name));
  if (said.length < 2) return undefined;
  return { pointer: `/${said[1]}`, code: 'CHOICE', message: `must be absent beside ${said[0]}` };
}

function faultOfBounds({ kpi, green, amber }: SetKpiTarget): FieldError | undefined {
  if (green === null && amber === null) return undefined;
  if (green === null || amber === null) {
    return { pointer: green === null ? '/green' : '/amber', code: 'REQUIRED', message: 'must be given with the other' };
  }
  const ahead = figureUnits(green) - figureUnits(amber);
  const isHigher = directionOf(kpi) === 'higher';
  if (isHigher ? ahead >= 0n : ahead <= 0n) return undefined;
  return { pointer: '/amber', code: 'RANGE', message: `must be at ${isHigher ? 'most' : 'least'} green` };
}

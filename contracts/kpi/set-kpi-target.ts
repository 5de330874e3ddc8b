import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Id, LocalDate, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { FigureValue, figureUnits } from './figure-value';
import { directionOf } from './kpi-direction';
import { KPIS, type Kpi } from './kpi-words';

/** The same key figure, scope and date again: history since then is judged anew. */
@RequestRule(faultOfScope)
@RequestRule(faultOfBounds)
@Command({
  subject: 'kpi.set-kpi-target',
  permission: 'kpi.setup.manage',
  route: 'PUT /kpi-targets',
  status: 200,
  summary: 'Set the target of a key figure from a date on',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED'],
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

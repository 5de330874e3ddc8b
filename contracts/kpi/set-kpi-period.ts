import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, LocalDate, Text } from '../declare/fields';

@Command({
  subject: 'kpi.set-kpi-period',
  permission: 'kpi.period.close',
  route: 'PUT /kpi-periods',
  status: 200,
  summary: 'Close a line, or all lines, up to a business date',
  answers: Created,
  refuses: ['NOT_FOUND'],
})
export class SetKpiPeriod {
  @Id({ optional: true, description: 'Default: all lines. For a line the later of the two dates counts' })
  lineId?: string;
  @LocalDate({ nullable: true, description: 'The last closed business date; null: none' }) through!: string | null;
  @Text({ max: 2000, lines: true, example: 'March is reported' }) reason!: string;
}

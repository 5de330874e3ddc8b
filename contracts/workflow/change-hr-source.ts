import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Flag, Id, Nested, Text } from '../declare/fields';
import { Dictionary } from '../declare/open-fields';
import { HrSourceApi } from './create-hr-source';
import { LAST_DAYS, MAX_DEPARTMENT_MAPPINGS, type LastDay } from './hr-source-events';

@Command({
  subject: 'workflow.change-hr-source',
  permission: 'workflow.source.manage',
  route: 'PATCH /webhook-sources/{sourceId}',
  status: 200,
  ifMatch: true,
  summary: 'Change settings of a source of HR events',
  answers: Created,
  refuses: ['DUPLICATE', 'NOT_FOUND'],
})
export class ChangeHrSource {
  @Id() sourceId!: string;
  @Text({ max: 100, optional: true, example: 'BambooHR' }) name?: string;
  @Choice(LAST_DAYS, { optional: true, description: 'Counts for deliveries from now on' }) lastDay?: LastDay;
  @Nested(() => HrSourceApi, { optional: true, nullable: true }) api?: HrSourceApi | null;
  @Dictionary(Text({ max: 200 }), {
    max: MAX_DEPARTMENT_MAPPINGS,
    optional: true,
    example: { Kitchen: 'Bakery' },
    description: 'The whole mapping',
  })
  departments?: Readonly<Record<string, string>>;
  @Flag({
    optional: true,
    example: true,
    description: 'At most one source is the default: take it from the other one first',
  })
  isDefault?: boolean;
}

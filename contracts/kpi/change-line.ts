import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Flag, Id, Text } from '../declare/fields';

@Command({
  subject: 'kpi.change-line',
  permission: 'kpi.setup.manage',
  route: 'PATCH /lines/{lineId}',
  status: 200,
  ifMatch: true,
  summary: 'Change details of a production line',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class ChangeLine {
  @Id() lineId!: string;
  @Code({ optional: true, example: 'L1' }) code?: string;
  @Text({ max: 200, optional: true, example: 'Filling line 1' }) name?: string;
  @Id({ optional: true, nullable: true, description: 'Of the stock; null: none' }) locationId?: string | null;
  @Text({ max: 100, optional: true, nullable: true, description: 'Null: none' }) area?: string | null;
  @Flag({ optional: true, description: 'It stands for its area, as one line of an area may' }) constraint?: boolean;
}

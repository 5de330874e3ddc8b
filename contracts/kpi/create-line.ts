import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Flag, Id, Text } from '../declare/fields';

@Command({
  subject: 'kpi.create-line',
  permission: 'kpi.setup.manage',
  route: 'POST /lines',
  status: 201,
  location: '/lines/{id}',
  summary: 'Create a production line',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE', 'NOT_FOUND', 'LIMIT_REACHED'],
})
export class CreateLine {
  @Code({ example: 'L1' }) code!: string;
  @Text({ max: 200, example: 'Filling line 1' }) name!: string;
  @Id({ optional: true, description: 'Of the stock' }) locationId?: string;
  @Text({ max: 100, optional: true, example: 'Filling' }) area?: string;
  @Flag({ optional: true, description: 'It stands for its area, as one line of an area may. Default: false' })
  constraint?: boolean;
}

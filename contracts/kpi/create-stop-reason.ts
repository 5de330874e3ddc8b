import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Text } from '../declare/fields';
import { STOP_CLASSES, type StopClass } from './kpi-words';

@Command({
  subject: 'kpi.create-stop-reason',
  permission: 'kpi.setup.manage',
  route: 'POST /stop-reasons',
  status: 201,
  summary: 'Create a reason for stops',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE', 'LIMIT_REACHED'],
})
export class CreateStopReason {
  @Code({ example: 'JAM' }) code!: string;
  @Text({ max: 200, example: 'Jam at the filler' }) name!: string;
  @Choice(STOP_CLASSES, { example: 'breakdown', description: 'Only a breakdown is a failure' }) class!: StopClass;
}

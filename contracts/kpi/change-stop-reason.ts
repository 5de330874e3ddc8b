import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Id, Text } from '../declare/fields';
import { STOP_CLASSES, type StopClass } from './kpi-words';

@Command({
  subject: 'kpi.change-stop-reason',
  permission: 'kpi.setup.manage',
  route: 'PATCH /stop-reasons/{reasonId}',
  status: 200,
  ifMatch: true,
  summary: 'Change details of a reason for stops',
  answers: Created,
  refuses: ['DUPLICATE', 'PERIOD_CLOSED'],
})
export class ChangeStopReason {
  @Id() reasonId!: string;
  @Code({ optional: true, example: 'JAM' }) code?: string;
  @Text({ max: 200, optional: true, example: 'Jam at the filler' }) name?: string;
  @Choice(STOP_CLASSES, { optional: true, description: 'Also of the stops that have it already' }) class?: StopClass;
}

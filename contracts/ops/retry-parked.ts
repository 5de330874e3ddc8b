import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { ParkedEvent } from './list-parked';

@Command({
  subject: 'ops.retry-parked',
  permission: 'ops.parked.operate',
  route: 'POST /ops/parked/{parkedId}/retry',
  status: 200,
  summary: 'Fold a parked event and those behind it again',
  answers: ParkedEvent,
  refuses: ['CONFLICT'],
  platform: true,
})
export class RetryParked {
  @Id() parkedId!: string;
}

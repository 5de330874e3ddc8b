import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { ParkedEvent } from './list-parked';

@Command({
  subject: 'ops.retry-parked',
  permission: 'ops.parked.operate',
  route: 'POST /ops/parked/{parkedId}/retry',
  status: 200,
  summary: 'Try a parked event and those behind it, or a mail, again',
  answers: ParkedEvent,
  refuses: ['CONFLICT'],
  platform: true,
})
export class RetryParked {
  @Id() parkedId!: string;
}

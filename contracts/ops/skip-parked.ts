import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { ParkedEvent } from './list-parked';

@Command({
  subject: 'ops.skip-parked',
  permission: 'ops.parked.operate',
  route: 'POST /ops/parked/{parkedId}/skip',
  status: 200,
  summary: 'Skip a parked event and go on with those behind it',
  answers: ParkedEvent,
  refuses: ['CONFLICT'],
  platform: true,
})
export class SkipParked {
  @Id() parkedId!: string;
}

import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class AppliedLeaves {
  @Count({ min: 0, max: 1e6, example: 3, description: 'The number of users' }) users!: number;
}

/** After a change of the time zone: days end at other instants. */
@Command({
  subject: 'auth.apply-leaves',
  permission: 'service',
  status: 200,
  summary: 'Apply the leaves of all employees of an organisation anew',
  answers: AppliedLeaves,
  sentBy: ['auth'],
})
export class ApplyLeaves {}

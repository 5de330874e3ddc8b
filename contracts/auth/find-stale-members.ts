import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class FoundStaleMembers {
  @Count({ min: 0, max: 1e6, example: 2, description: 'The number of users who have not been active for 90 days' })
  users!: number;
}

/** Sent once a week for each organisation by auth's own job. */
@Command({
  subject: 'auth.find-stale-members',
  permission: 'service',
  status: 200,
  summary: 'Tell the administrators of an organisation how many users have not been active for 90 days',
  answers: FoundStaleMembers,
  sentBy: ['auth'],
})
export class FindStaleMembers {}

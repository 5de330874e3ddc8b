import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** A membership was erased. An account with another membership, or with a role of the platform, stays. */
@Command({
  subject: 'auth.erase-account',
  permission: 'service',
  status: 200,
  summary: 'Erase the login of an erased membership if it is of no other use',
  answers: Created,
  sentBy: ['auth'],
})
export class EraseAccount {
  @Id() membershipId!: string;
}

import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Id } from '../declare/fields';

/** Publishes an account, or a membership or session of the tenant, as the log has it, so that every gateway knows. */
@Command({
  subject: 'auth.apply-access',
  permission: 'service',
  status: 200,
  summary: 'Publish the access of an account, a membership or a session',
  answers: Created,
  sentBy: ['auth'],
})
export class ApplyAccess {
  @Choice(['account', 'membership', 'session']) of!: 'account' | 'membership' | 'session';
  @Id({ description: "The account's, also for its membership, or the session's" }) id!: string;
}

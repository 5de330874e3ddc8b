import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Id } from '../declare/fields';

/** Publishes the logged state of an account, or of a membership or session of the tenant, to every gateway. */
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
  @Id({ description: "The account's, the membership's or the session's" }) id!: string;
}

import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Id } from '../declare/fields';

/** Publishes the logged state of an account, or of a membership, a session or the roles of the tenant. */
@Command({
  subject: 'auth.apply-access',
  permission: 'service',
  status: 200,
  summary: 'Publish the access of an account, a membership or a session, or the roles of an organisation',
  answers: Created,
  sentBy: ['auth'],
})
export class ApplyAccess {
  @Choice(['account', 'membership', 'session', 'roles', 'assignments'])
  of!: 'account' | 'membership' | 'session' | 'roles' | 'assignments';
  @Id({
    description: "The account's, the membership's (of assignments too) or the session's; of roles the organisation's",
  })
  id!: string;
}

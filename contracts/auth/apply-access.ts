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
  sentBy: ['auth', 'tenancy'],
})
export class ApplyAccess {
  @Choice(['account', 'membership', 'session', 'roles', 'assignments', 'second_factor', 'apiKey', 'serviceAccount'])
  of!: 'account' | 'membership' | 'session' | 'roles' | 'assignments' | 'second_factor' | 'apiKey' | 'serviceAccount';
  @Id({
    description:
      "The account's, the membership's (of assignments too), the session's, the key's or the service account's; of roles and the second factor the organisation's",
  })
  id!: string;
}

import { Command } from '../contract';
import { Created } from '../created';
import { Choice, Id } from '../fields';

/** Publishes a membership or a session of the tenant as the log has it, so that every gateway knows. */
@Command({
  subject: 'auth.apply-access',
  permission: 'service',
  status: 200,
  summary: 'Publish the access of a membership or of a session',
  answers: Created,
  sentBy: ['auth'],
})
export class ApplyAccess {
  @Choice(['membership', 'session']) of!: 'membership' | 'session';
  @Id({ description: "The account's, in its organisation, or the session's" }) id!: string;
}

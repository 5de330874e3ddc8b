import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Sent for a task of a case. A domain that has another owner by now stays with that one. */
@Command({
  subject: 'tenancy.hand-over-domain',
  permission: 'service',
  status: 200,
  summary: 'Give a domain of one user to another, who becomes a member',
  answers: Created,
  sentBy: ['workflow'],
})
export class HandOverDomain {
  @Id() domainId!: string;
  @Id() fromUserId!: string;
  @Id() toUserId!: string;
}

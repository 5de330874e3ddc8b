import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** Publishes the members of a domain of the tenant, so that every gateway knows them before the answer. */
@Command({
  subject: 'auth.apply-assignments',
  permission: 'service',
  status: 200,
  summary: 'Publish who is assigned to a domain',
  answers: Created,
  sentBy: ['tenancy', 'auth'],
})
export class ApplyAssignments {
  @Id() domainId!: string;
}

import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Id, Name } from '../declare/fields';

/** Sent by auth: the outcome of creating an organisation's first administrator. */
@Command({
  subject: 'tenancy.settle-first-administrator',
  permission: 'service',
  status: 200,
  summary: 'Record the outcome of creating the first administrator',
  answers: Created,
  sentBy: ['auth'],
})
export class SettleFirstAdministrator {
  @Id() organizationId!: string;
  @Choice(['done', 'failed']) outcome!: 'done' | 'failed';
  @Name({ nullable: true, description: 'Why it failed', example: 'LIMIT_REACHED' }) code!: string | null;
}

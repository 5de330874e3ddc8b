import { Command } from '../declare/contract';
import { Created } from '../created';
import { Email, Id, Text } from '../declare/fields';

/** Sent by auth's reactor on `FirstAdministratorNamed`; creates the account when the address has none. */
@Command({
  subject: 'auth.provision-first-administrator',
  permission: 'service',
  status: 200,
  summary: "Create account and membership of an organisation's first administrator",
  answers: Created,
  refuses: ['LIMIT_REACHED'],
  sentBy: ['auth'],
})
export class ProvisionFirstAdministrator {
  @Id() organizationId!: string;
  @Id({ description: 'The id of a new account, when the address has none yet' }) accountId!: string;
  @Email() email!: string;
  @Text({ max: 200 }) name!: string;
  @Id({ nullable: true }) passwordId!: string | null;
}

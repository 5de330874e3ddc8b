import { Command } from '../declare/contract';
import { Created } from '../created';
import { Email, Id, Text } from '../declare/fields';

/** Sent by auth's reactor on `FirstAdministratorNamed`. */
@Command({
  subject: 'auth.provision-first-administrator',
  permission: 'service',
  status: 200,
  summary: "Make an organisation's first administrator a member of it",
  answers: Created,
  refuses: ['LIMIT_REACHED'],
  sentBy: ['auth'],
})
export class ProvisionFirstAdministrator {
  @Id() organizationId!: string;
  @Id() membershipId!: string;
  @Email() email!: string;
  @Text({ max: 200 }) name!: string;
  @Id({ nullable: true }) passwordId!: string | null;
}

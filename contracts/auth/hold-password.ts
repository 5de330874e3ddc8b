import { Command } from '../declare/contract';
import { Email, Id, Text } from '../declare/fields';
import { Password } from '../values/password';

export class HeldPassword {
  @Id() passwordId!: string;
}

/**
 * Stores a password's hash in a row that is not in force until an event of a membership names it. Rows that no event
 * names are swept. A service that takes a password (for an organisation's first administrator) so never logs it.
 */
@Command({
  subject: 'auth.hold-password',
  permission: 'service',
  status: 200,
  summary: 'Keep a password until a membership names it',
  answers: HeldPassword,
  sentBy: ['tenancy'],
})
export class HoldPassword {
  @Id() passwordId!: string;
  @Id() organizationId!: string;
  @Id({ description: 'The membership that is to name it' }) membershipId!: string;
  @Password() password!: string;
  @Email({ optional: true, description: 'Of its person: a likely guess, like the name' }) email?: string;
  @Text({ max: 200, optional: true }) name?: string;
}

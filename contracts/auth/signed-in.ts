import { Choice, Count, Email, Id, Nested, Secret, Text } from '../declare/fields';

export class SignedInUser {
  @Id({ description: "The membership's in an organisation, the account's outside of one" }) id!: string;
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @Id({ nullable: true }) organizationId!: string | null;
}

/**
 * The tokens of a session, and its account. A browser that asks for it (`OpsLedger-Session: cookie`) has the tokens in
 * cookies, which no script can read, and not in the answer.
 */
export class SignedIn {
  @Secret({ max: 8000, optional: true, description: 'A JWT (ES256) for `Authorization: Bearer`; not with cookies' })
  accessToken!: string;
  @Choice(['Bearer', 'Cookie']) tokenType!: 'Bearer' | 'Cookie';
  @Count({ min: 1, max: 86_400, description: 'Seconds until the access token expires', example: 900 })
  expiresIn!: number;
  @Secret({ max: 1000, optional: true, description: 'Good for one refresh; not with cookies' }) refreshToken!: string;
  @Secret({ max: 100, description: 'For `X-CSRF-Token`: with cookies, every change needs it' }) csrfToken!: string;
  @Secret({ max: 400, optional: true, internal: true, description: 'The token of the browser, for its next sign-in' })
  device?: string;
  @Nested(() => SignedInUser) user!: SignedInUser;
}

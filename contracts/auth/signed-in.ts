import { Choice, Count, Email, Id, Nested, Secret, Text } from '../declare/fields';

export class SignedInUser {
  @Id({ description: "The membership's in an organisation, the account's outside of one" }) id!: string;
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @Id({ nullable: true }) organizationId!: string | null;
}

/** The tokens of a session, and its account. */
export class SignedIn {
  @Secret({ max: 8000, description: 'A JWT (ES256) for `Authorization: Bearer`' }) accessToken!: string;
  @Choice(['Bearer']) tokenType!: 'Bearer';
  @Count({ min: 1, max: 86_400, description: 'Seconds until the access token expires', example: 900 })
  expiresIn!: number;
  @Secret({ max: 1000, description: 'Good for one refresh' }) refreshToken!: string;
  @Nested(() => SignedInUser) user!: SignedInUser;
}

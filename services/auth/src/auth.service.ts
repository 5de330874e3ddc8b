import { ROLES } from '#libs/read-models';
import type { ServiceDefinition } from '#libs/runtime';
import { Accounts } from './account/accounts';
import { membersFeature, signInFeature } from './auth.features';
import { administrators } from './first-administrator';
import { MembershipGrants } from './members/membership-grants';
import { AuthSecrets1767225620000 } from './migrations/1767225620000-secrets';
import { Passwords } from './password/passwords';
import { RefreshTokens } from './session/refresh-tokens';
import { FailedAttempts } from './sign-in/failed-attempts';
import { Sessions } from './sign-in/sessions';

/** Accounts, memberships and sessions: who somebody is, and what they may do where. */
export const auth: ServiceDefinition = {
  name: 'auth',
  features: [signInFeature, membersFeature],
  migrations: [AuthSecrets1767225620000],
  secretsRole: ROLES.auth,
  issuesAccessTokens: true,
  administrators,
  providers: [Accounts, FailedAttempts, MembershipGrants, Passwords, RefreshTokens, Sessions],
};

import { ROLES } from '#libs/read-models';
import type { ServiceDefinition } from '#libs/runtime';
import { AccessPublication } from './access/access-publication.provider';
import { Accounts } from './account/accounts.provider';
import { accountRecipient } from './account/mail-recipient.provider';
import { administrators } from './administrators.provider';
import { membersFeature, signInFeature } from './auth.features';
import { makeFirstAdministrator } from './first-administrator.provider';
import { AccountMemberships } from './members/account-memberships.provider';
import { MembershipGrants } from './members/membership-grants.provider';
import { AuthSecrets1767225620000 } from './migrations/1767225620000-secrets';
import { SignInState1767225710000 } from './migrations/1767225710000-sign-in-state';
import { CheckedPasswords1767225820003 } from './migrations/1767225820003-checked-passwords';
import { SessionUse1767225850200 } from './migrations/1767225850200-session-use';
import { Passwords } from './password/passwords.store';
import { RefreshTokens } from './session/refresh-tokens.store';
import { FailedAttempts } from './sign-in/failed-attempts.store';
import { Sessions } from './sign-in/sessions.provider';
import { SecretsSweep } from './sweep/secrets-sweep.store';
import { Sweeper } from './sweep/sweeper.provider';

/** Accounts, memberships and sessions: who somebody is, and what they may do where. */
export const auth: ServiceDefinition = {
  name: 'auth',
  features: [signInFeature, membersFeature],
  migrations: [
    AuthSecrets1767225620000,
    SignInState1767225710000,
    CheckedPasswords1767225820003,
    SessionUse1767225850200,
  ],
  secretsRole: ROLES.auth,
  issuesAccessTokens: true,
  administrators,
  mailRecipient: accountRecipient,
  onStarted: makeFirstAdministrator,
  providers: [
    AccessPublication,
    AccountMemberships,
    Accounts,
    FailedAttempts,
    MembershipGrants,
    Passwords,
    RefreshTokens,
    SecretsSweep,
    Sessions,
    Sweeper,
  ],
};

import type { Pool } from 'pg';
import type { ServiceParts } from '#libs/runtime';
import { AccessPublication } from './access/access-publication.provider';
import { ApiKeys } from './api-key/api-keys.store';
import { KeyAccess } from './api-key/key-access.provider';
import { Accounts } from './account/accounts.provider';
import { AccountMemberships } from './members/account-memberships.provider';
import { CsrfTokens } from './sign-in/csrf-tokens.provider';
import { Devices } from './sign-in/devices.provider';
import { DeferredWork } from './links/deferred-work.provider';
import { Leaves } from './leave/leaves.provider';
import { LinkTokens } from './links/link-tokens.store';
import { LinkProgress } from './members/link-progress.provider';
import { PasswordStrength } from './password/password-strength.provider';
import { Passwords } from './password/passwords.store';
import { AccountSessions } from './session/account-sessions.store';
import { SecondFactors } from './second-factor/second-factors.store';
import { ProviderSecrets } from './identity-provider/provider-secrets.store';
import { ProviderFlows } from './provider-sign-in/provider-flows.store';
import { ProviderSessions } from './provider-sign-in/provider-sessions.store';
import { Providers, type ProvidersOptions } from './provider-sign-in/providers.adapter';
import { OutdatedSessions } from './session/outdated-sessions.store';
import { RefreshTokens } from './session/refresh-tokens.store';
import { Credentials } from './sign-in/credentials.provider';
import { FailedAttempts, type SignInSettings } from './sign-in/failed-attempts.store';
import { MemberUse } from './stale-members/member-use.store';
import { SecretsSweep } from './sweep/secrets-sweep.store';
import { SessionOrigins } from './session/session-origins.provider';
import { Sessions } from './sign-in/sessions.provider';

/** The parts that this service's commands and handlers are given. */
export interface AuthParts extends ServiceParts {
  readonly secretsDatabase: Pool;
  readonly access: AccessPublication;
  readonly accounts: Accounts;
  readonly apiKeys: ApiKeys;
  readonly attempts: FailedAttempts;
  readonly credentials: Credentials;
  readonly accountSessions: AccountSessions;
  readonly csrfTokens: CsrfTokens;
  readonly deferred: DeferredWork;
  readonly devices: Devices;
  readonly keyAccess: KeyAccess;
  readonly leaves: Leaves;
  readonly links: LinkProgress;
  readonly linkTokens: LinkTokens;
  readonly memberUse: MemberUse;
  readonly memberships: AccountMemberships;
  readonly origins: SessionOrigins;
  readonly outdatedSessions: OutdatedSessions;
  readonly passwords: Passwords;
  readonly providers: Providers;
  readonly providerFlows: ProviderFlows;
  readonly providerSecrets: ProviderSecrets;
  readonly providerSessions: ProviderSessions;
  readonly strength: PasswordStrength;
  readonly refreshTokens: RefreshTokens;
  readonly secondFactors: SecondFactors;
  readonly secretsSweep: SecretsSweep;
  readonly sessions: Sessions;
}

/** @throws TypeError when the secret tables cannot be reached */
export function authParts(provided: ServiceParts): AuthParts {
  const {
    commands,
    secretsDatabase,
    platformKeys,
    reservations,
    tenantReader,
    signingKey,
    config,
    feed,
    log,
    subjectKeys,
  } = provided;
  if (!secretsDatabase) throw new TypeError('auth runs where its secret tables can be reached');
  const refreshTokens = new RefreshTokens(secretsDatabase, platformKeys);
  const apiKeys = new ApiKeys(secretsDatabase);
  const accounts = new Accounts(commands, reservations);
  const passwords = new Passwords(secretsDatabase, platformKeys);
  const providerSecrets = new ProviderSecrets(secretsDatabase, platformKeys);
  const settings = config as ProvidersOptions['settings'];
  const csrfTokens = new CsrfTokens(platformKeys);
  const links = new LinkProgress(feed, log);
  links.begin();
  const access = new AccessPublication(commands, secretsDatabase, { refreshTokens, apiKeys });
  const leaves = new Leaves(commands, secretsDatabase, access);
  return {
    ...provided,
    secretsDatabase,
    refreshTokens,
    accounts,
    apiKeys,
    access,
    leaves,
    attempts: new FailedAttempts(secretsDatabase, config as SignInSettings),
    credentials: new Credentials(commands, accounts, passwords),
    accountSessions: new AccountSessions(secretsDatabase),
    deferred: new DeferredWork(),
    devices: new Devices(platformKeys),
    keyAccess: new KeyAccess(commands, signingKey),
    links,
    linkTokens: new LinkTokens(secretsDatabase),
    memberUse: new MemberUse(secretsDatabase),
    memberships: new AccountMemberships(tenantReader),
    origins: new SessionOrigins(subjectKeys),
    outdatedSessions: new OutdatedSessions(secretsDatabase),
    passwords,
    providers: new Providers({ commands, platformKeys, settings, secrets: providerSecrets }),
    providerFlows: new ProviderFlows(secretsDatabase),
    providerSecrets,
    providerSessions: new ProviderSessions(secretsDatabase),
    strength: new PasswordStrength(),
    secondFactors: new SecondFactors(secretsDatabase, platformKeys),
    secretsSweep: new SecretsSweep(secretsDatabase, commands),
    csrfTokens,
    sessions: new Sessions(commands, signingKey, csrfTokens, leaves),
  };
}

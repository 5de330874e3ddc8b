import { createHmac } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import * as oidc from 'openid-client';
import { DomainError } from '#contracts/errors';
import type { Commands } from '#libs/event-sourcing';
import type { PlatformKeys } from '#libs/privacy';
import { identityProvider, type ProviderSettings } from '../identity-provider/identity-provider';
import type { ProviderSecrets } from '../identity-provider/provider-secrets.store';
import { redirectUri, type AddressSettings } from '../identity-provider/public-address.provider';
import { noProvider } from '../identity-provider/set-identity-provider';
import type { Identity } from '../members/members';
import { guardedFetch, Unreachable } from '#libs/outgoing';
import { hasSecondFactor } from './second-factor';

/** Plain http to this machine, outside of production. The library marks it as deprecated to warn of anything else. */
// oxlint-disable-next-line typescript/no-deprecated
const allowPlainHttp: (configuration: oidc.Configuration) => void = oidc.allowInsecureRequests;

const PLATFORM_KEY = 'auth.provider-sign-in';
/** For each request: three of them fit in the time that a caller waits. */
const TIMEOUT_SECONDS = 3;
/** A provider's endpoints are read again after this time. */
const FRESH_MS = 10 * 60_000;
const MOST_KNOWN = 500;
const RETRY_SECONDS = 30;
/** Codes of refusals by a provider that is out of order. */
const OUT_OF_ORDER: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable']);
/** Faults of the library that tell of a provider out of reach, or of an answer that is none. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

/** The provider of an organisation as it is set now. */
export interface ProviderOf {
  readonly organizationId: string;
  /** Of the last change of its settings. */
  readonly revision: number;
  readonly settings: ProviderSettings;
}

/** A person as a provider has confirmed them. No address of theirs is read: it links nothing. */
export interface ConfirmedIdentity {
  readonly identity: Identity;
  /** As the session records them. */
  readonly factors: readonly string[];
}

export interface ProvidersOptions {
  readonly commands: Pick<Commands, 'state'>;
  readonly secrets: Pick<ProviderSecrets, 'open'>;
  readonly platformKeys: Pick<PlatformKeys, 'key'>;
  readonly settings: AddressSettings & { readonly oidcInternalHosts?: readonly string[] };
}

/**
 * Asks the identity providers of organisations: OpenID Connect with the authorization code and PKCE. Verifier and nonce
 * are derived from the state under a platform key, so neither is stored.
 */
export class Providers {
  private readonly logger = new Logger(Providers.name);
  private readonly known = new LRUCache<string, Promise<oidc.Configuration>>({ max: MOST_KNOWN, ttl: FRESH_MS });
  private readonly isProduction: boolean;
  private readonly fetch: oidc.CustomFetch;

  constructor(private readonly options: ProvidersOptions) {
    const { mode, oidcInternalHosts = [] } = options.settings;
    this.isProduction = mode === 'production';
    const internalHosts = new Set(oidcInternalHosts.map((host) => host.toLowerCase()));
    this.fetch = guardedFetch({ allowsLoopback: !this.isProduction, internalHosts });
  }

  /** @throws DomainError `NOT_FOUND` for an organisation without one */
  async of(organizationId: string): Promise<ProviderOf> {
    const { state, revision } = await this.options.commands.state(identityProvider, organizationId, organizationId);
    if (!state.provider || revision === 'none') throw noProvider();
    return { organizationId, revision, settings: state.provider };
  }

  /** Refuses before a flow is begun. @throws DomainError `PROVIDER_UNAVAILABLE` */
  async reach(provider: ProviderOf): Promise<void> {
    await this.configurationOf(provider);
  }

  /**
   * The address at the provider that a browser goes to. `isFresh`: the person has to sign in there anew.
   * @throws DomainError `PROVIDER_UNAVAILABLE`
   */
  async addressFor(provider: ProviderOf, state: string, { isFresh }: { readonly isFresh: boolean }): Promise<string> {
    const configuration = await this.configurationOf(provider);
    const { verifier, nonce } = await this.derived(state);
    const address = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri(this.options.settings),
      scope: ['openid', ...provider.settings.scopes.filter((scope) => scope !== 'openid')].join(' '),
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...(isFresh && { prompt: 'login' }),
    });
    return address.href;
  }

  /**
   * Exchanges the code of a callback. The ID token is checked: signature, issuer, audience, nonce and times; and the
   * issuer that the callback names, if the provider says that it names one.
   * @throws DomainError `PROVIDER_REFUSED`, `PROVIDER_UNAVAILABLE`
   */
  async confirmed(provider: ProviderOf, state: string, query: string): Promise<ConfirmedIdentity> {
    const configuration = await this.configurationOf(provider);
    const { verifier, nonce } = await this.derived(state);
    const callback = new URL(redirectUri(this.options.settings));
    callback.search = query;
    const claims = await this.claimsOf(provider, () =>
      oidc.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      }),
    );
    const { issuer, amrAsSecondFactor } = provider.settings;
    const { sub, amr } = claims;
    if (!/^[\x20-\x7e]{1,255}$/.test(sub)) throw new DomainError('PROVIDER_REFUSED');
    return { identity: { issuer, sub }, factors: amrAsSecondFactor && hasSecondFactor(amr) ? ['provider'] : [] };
  }

  private async claimsOf(
    { organizationId }: ProviderOf,
    grant: () => Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>,
  ): Promise<oidc.IDToken> {
    try {
      const claims = (await grant()).claims();
      if (claims) return claims;
    } catch (error) {
      this.report(organizationId, error);
      throw isOutOfReach(error) ? unavailable(error) : refused(error);
    }
    throw new DomainError('PROVIDER_REFUSED');
  }

  private async configurationOf(provider: ProviderOf): Promise<oidc.Configuration> {
    const key = `${provider.organizationId}/${provider.revision}`;
    let found = this.known.get(key);
    if (!found) {
      found = this.discover(provider);
      this.known.set(key, found);
      // The next sign-in asks again.
      found.catch(() => this.known.delete(key));
    }
    try {
      return await found;
    } catch (error) {
      this.report(provider.organizationId, error);
      throw unavailable(error);
    }
  }

  private async discover({ organizationId, settings }: ProviderOf): Promise<oidc.Configuration> {
    const { issuer, clientId, secretId } = settings;
    const secret = await this.options.secrets.open(organizationId, secretId);
    const isPlain = !this.isProduction && issuer.startsWith('http://');
    const found = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(secret), {
      timeout: TIMEOUT_SECONDS,
      [oidc.customFetch]: this.fetch,
      execute: isPlain ? [allowPlainHttp] : [],
    });
    const server = found.serverMetadata();
    // A template, as of a provider for everybody, is no issuer.
    if (new URL(server.issuer).href !== new URL(issuer).href) throw new Unreachable('another issuer answers');
    const authentication = takesBasic(server) ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
    const configuration = new oidc.Configuration(server, clientId, undefined, authentication);
    configuration[oidc.customFetch] = this.fetch;
    configuration.timeout = TIMEOUT_SECONDS;
    if (isPlain) allowPlainHttp(configuration);
    oidc.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  private async derived(state: string): Promise<{ readonly verifier: string; readonly nonce: string }> {
    const key = await this.options.platformKeys.key(PLATFORM_KEY);
    const of = (what: string) => createHmac('sha256', key).update(`${what}/v1\n${state}`).digest('base64url');
    return { verifier: of('pkce-verifier'), nonce: of('nonce') };
  }

  /** Names the fault for the operator: no message of a provider, which may hold anything. */
  private report(organizationId: string, error: unknown): void {
    const { name, code, cause } = error as { name?: string; code?: string; cause?: { message?: string } };
    const reason = cause instanceof Unreachable ? cause.message : undefined;
    this.logger.warn({ message: 'an identity provider refused or did not answer', organizationId, name, code, reason });
  }
}

/** By the provider's own list; without one it is the default (RFC 8414, 2). */
function takesBasic({ token_endpoint_auth_methods_supported: methods }: oidc.ServerMetadata): boolean {
  return methods === undefined || methods.includes('client_secret_basic');
}

function isOutOfReach(error: unknown): boolean {
  if (error instanceof oidc.AuthorizationResponseError) return OUT_OF_ORDER.has(error.error);
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500 || OUT_OF_ORDER.has(error.error);
  if (!(error instanceof oidc.ClientError)) return !(error instanceof TypeError);
  return error.code === undefined || NO_ANSWER.has(error.code);
}

function unavailable(cause: unknown): DomainError {
  const refusal = new DomainError('PROVIDER_UNAVAILABLE', undefined, { retryAfter: RETRY_SECONDS });
  refusal.cause = cause;
  return refusal;
}

function refused(cause: unknown): DomainError {
  const refusal = new DomainError('PROVIDER_REFUSED');
  refusal.cause = cause;
  return refusal;
}

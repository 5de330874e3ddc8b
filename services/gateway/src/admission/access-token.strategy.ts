import type { IncomingMessage } from 'node:http';
import { PassportStrategy } from '@nestjs/passport';
import { Passport, Strategy } from 'passport';
import { ExtractJwt } from 'passport-jwt';
import type { BrowserCookies } from '../cookies/browser-cookies';
import { DomainError } from '#contracts/errors';
import {
  isApiKey,
  type AccessVersions,
  type RolesInForce,
  type TokenVerifier,
  type VerifiedToken,
} from '#libs/identity';
import type { ApiKeys } from './api-keys';

const ACCESS_TOKEN = 'access-token';

const CREDENTIALS = /^Bearer +[\w.~+/-]+=*$/i;

const tokenBehindScheme = ExtractJwt.fromAuthHeaderAsBearerToken() as (
  request: Pick<IncomingMessage, 'headers'>,
) => string | null;

/** The token of `Authorization: Bearer …` (RFC 6750, 2.1); null without one, or if more text follows it. */
function bearerToken(request: Pick<IncomingMessage, 'headers'>): string | null {
  return CREDENTIALS.test(request.headers.authorization ?? '') ? tokenBehindScheme(request) : null;
}

/** An access token, and whether a browser sent it by itself. */
interface Presented {
  readonly token: string | null;
  readonly byCookie: boolean;
}

/** The token, or the access that it stands for, is not good: no fault of ours. */
export function isRefusedToken(error: unknown): error is DomainError {
  return error instanceof DomainError && (error.kind === 'unauthenticated' || error.code === 'ORGANIZATION_SUSPENDED');
}

/** The caller of a request, and the token that services are shown: a key's is the one that it was exchanged for. */
export interface Bearer {
  readonly caller: VerifiedToken;
  readonly accessToken: string;
}

/**
 * Passport's strategy for access tokens. The verifier checks signature, issuer and times once per token and remembers
 * the result; passport-jwt would check them on every request. Whether access still stands is checked on every request.
 */
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  /** A name of its own, so that two gateways in one process do not share their strategies. */
  private passport!: InstanceType<typeof Passport>;

  constructor(
    private readonly verify: TokenVerifier,
    private readonly access: Pick<AccessVersions, 'check'>,
    private readonly roles: RolesInForce,
    private readonly sources: { readonly keys: Pick<ApiKeys, 'tokenOf'>; readonly cookies: BrowserCookies },
  ) {
    super();
  }

  /** `Authorization` wins over a cookie, also where it holds no good token. */
  presented({ headers }: IncomingMessage): Presented {
    if (headers.authorization !== undefined) return { token: bearerToken({ headers }), byCookie: false };
    const token = this.sources.cookies.read(headers, 'session') ?? null;
    return { token, byCookie: token !== null };
  }

  getPassportInstance(): InstanceType<typeof Passport> {
    this.passport = new Passport();
    return this.passport;
  }

  /** @throws DomainError `UNAUTHENTICATED`, `SESSION_ENDED`, `ORGANIZATION_SUSPENDED` or `SERVICE_UNAVAILABLE` */
  async validate(credential: string | null): Promise<Bearer> {
    if (credential === null) throw new DomainError('UNAUTHENTICATED');
    if (isApiKey(credential)) return this.byKey(credential);
    return { caller: await this.checked(credential), accessToken: credential };
  }

  /** Access may have changed since the key was exchanged: then it is exchanged once more. */
  private async byKey(key: string): Promise<Bearer> {
    const known = await this.sources.keys.tokenOf(key);
    try {
      return { caller: await this.checked(known), accessToken: known };
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'unauthenticated')) throw error;
    }
    const accessToken = await this.sources.keys.tokenOf(key, known);
    return { caller: await this.checked(accessToken), accessToken };
  }

  private async checked(token: string): Promise<VerifiedToken> {
    const verified = await this.verify(token);
    // A service's own token is valid on the bus only, never from outside.
    if (verified.type !== 'user') throw new DomainError('UNAUTHENTICATED');
    return this.roles.resolve(verified, await this.access.check(verified));
  }

  override authenticate(request: IncomingMessage): void {
    const { token, byCookie } = this.presented(request);
    // A key is a program's: it comes in the header.
    this.validate(byCookie && isApiKey(token ?? '') ? null : token).then(
      (bearer) => this.success(bearer),
      (error: unknown) => this.error(error),
    );
  }

  /** Runs the strategy on a request. @throws what `validate` throws */
  bearerOf(request: IncomingMessage): Promise<Bearer> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, bearer: Bearer | false) =>
        bearer ? resolve(bearer) : reject(error instanceof Error ? error : new DomainError('UNAUTHENTICATED'));
      const middleware = this.passport.authenticate(ACCESS_TOKEN, { session: false }, settle) as (
        request: IncomingMessage,
        response: undefined,
        next: (error?: unknown) => void,
      ) => void;
      middleware(request, undefined, reject);
    });
  }
}

import type { IncomingMessage } from 'node:http';
import { PassportStrategy } from '@nestjs/passport';
import { Passport, Strategy } from 'passport';
import { ExtractJwt } from 'passport-jwt';
import type { BrowserCookies } from '../cookies/browser-cookies';
import { DomainError } from '#contracts/errors';
import type { AccessVersions, RolesInForce, TokenVerifier, VerifiedToken } from '#libs/identity';

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
    private readonly cookies: BrowserCookies,
  ) {
    super();
  }

  /** `Authorization` wins over a cookie, also where it holds no good token. */
  presented({ headers }: IncomingMessage): Presented {
    if (headers.authorization !== undefined) return { token: bearerToken({ headers }), byCookie: false };
    const token = this.cookies.read(headers, 'session') ?? null;
    return { token, byCookie: token !== null };
  }

  getPassportInstance(): InstanceType<typeof Passport> {
    this.passport = new Passport();
    return this.passport;
  }

  /** @throws DomainError `UNAUTHENTICATED`, `SESSION_ENDED`, `ORGANIZATION_SUSPENDED` or `SERVICE_UNAVAILABLE` */
  async validate(token: string | null): Promise<VerifiedToken> {
    if (token === null) throw new DomainError('UNAUTHENTICATED');
    const verified = await this.verify(token);
    // A service's own token is valid on the bus only, never from outside.
    if (verified.type !== 'user') throw new DomainError('UNAUTHENTICATED');
    return this.roles.resolve(verified, await this.access.check(verified));
  }

  override authenticate(request: IncomingMessage): void {
    this.validate(this.presented(request).token).then(
      (verified) => this.success(verified),
      (error: unknown) => this.error(error),
    );
  }

  /** Runs the strategy on a request. @throws what `validate` throws */
  callerOf(request: IncomingMessage): Promise<VerifiedToken> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, verified: VerifiedToken | false) =>
        verified ? resolve(verified) : reject(error instanceof Error ? error : new DomainError('UNAUTHENTICATED'));
      const middleware = this.passport.authenticate(ACCESS_TOKEN, { session: false }, settle) as (
        request: IncomingMessage,
        response: undefined,
        next: (error?: unknown) => void,
      ) => void;
      middleware(request, undefined, reject);
    });
  }
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from '#contracts/declare/contract';
import { fieldsOf } from '#contracts/declare/fields';
import { DomainError } from '#contracts/errors';
import { hasBrowser } from '#contracts/values/browser';
import { secretsMatch } from '#libs/identity';
import { asksForCookies, type BrowserCookies } from './browser-cookies';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its session is in cookies: so are the tokens of its answer. */
    byCookie: boolean;
  }
}

const CSRF_HEADER = 'x-csrf-token';
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** As long as any session; the token knows its own end. */
const REFRESH_SECONDS = 90 * 86_400;
/** The longest that browsers keep a cookie. */
const DEVICE_SECONDS = 400 * 86_400;
/** As long as a sign-in with a provider may take. */
const BROWSER_SECONDS = 600;

/** The answer of a sign-in, as auth gives it. */
interface TokenAnswer {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly device?: string;
}

/**
 * Refuses a request that a page of another site may have sent with the cookies of its reader: one that changes something
 * has to come from a page of our own, and to show the token of its session.
 * @throws DomainError `CSRF_REFUSED`
 */
export function refuseForgery(
  { byCookie, method, headers, caller }: Pick<FastifyRequest, 'byCookie' | 'method' | 'headers' | 'caller'>,
  cookies: BrowserCookies,
): void {
  if (!byCookie || SAFE.has(method)) return;
  const given = headers[CSRF_HEADER];
  const expected = caller?.csrfToken;
  if (!cookies.isSameOrigin(headers)) throw foreign();
  if (typeof given !== 'string' || expected === undefined || !secretsMatch(given, expected)) {
    throw new DomainError('CSRF_REFUSED', 'X-CSRF-Token is not that of this session');
  }
}

/** Moves tokens between cookies and the contracts of signing in; any other contract is left alone. */
export class BrowserSessions {
  constructor(private readonly cookies: BrowserCookies) {}

  /** The tokens in a request's cookies, as the contract's payload names them. */
  takenBy({ type, answers, permission }: Contract): (request: FastifyRequest, payload: object) => object {
    const fields = new Set(fieldsOf(type).map(({ name }) => name));
    const gives = fieldsOf(answers).some(({ name }) => name === 'accessToken');
    const begins = gives && permission === 'public' && !fields.has('refreshToken');
    const takesBrowser = hasBrowser(type);
    if (!begins && !fields.has('csrfToken') && !takesBrowser) return (_, payload) => payload;
    return (request, payload) => {
      if (begins) this.begin(request);
      const device = fields.has('device') ? this.cookies.read(request.headers, 'device') : undefined;
      const browser = takesBrowser ? this.cookies.read(request.headers, 'browser') : undefined;
      const refresh = fields.has('csrfToken') ? this.refreshTokenIn(request, payload) : {};
      return {
        ...payload,
        ...refresh,
        ...(device !== undefined && { device }),
        ...(browser !== undefined && { browser }),
      };
    };
  }

  /** The answer of a contract, with its tokens in cookies where the session is in cookies. */
  givenBy({ answers, type }: Contract): (request: FastifyRequest, reply: FastifyReply, answer: unknown) => unknown {
    if (fieldsOf(answers).some(({ name }) => name === 'accessToken')) {
      return (request, reply, answer) => (hasTokens(answer) ? this.answered(request, reply, answer) : answer);
    }
    if (hasBrowser(answers)) return (_request, reply, answer) => this.begun(reply, answer as object);
    const ends = fieldsOf(type).some(({ name }) => name === 'csrfToken');
    if (!ends) return (_request, _reply, answer) => answer;
    return (request, reply, answer) => {
      if (request.byCookie) for (const cookie of ['session', 'refresh'] as const) this.cookies.clear(reply, cookie);
      return answer;
    };
  }

  /** A form of another site would sign its reader in as somebody else. */
  private begin(request: FastifyRequest): void {
    if (!asksForCookies(request.headers)) return;
    const { headers } = request;
    if (!this.cookies.isOffered(headers) || !this.cookies.isSameOrigin(headers)) throw foreign();
    request.byCookie = true;
  }

  /** The access token may have expired, so auth itself compares the CSRF token. */
  private refreshTokenIn(request: FastifyRequest, payload: { readonly refreshToken?: string }): object {
    const { headers } = request;
    if (payload.refreshToken !== undefined || headers.authorization !== undefined) return {};
    const refreshToken = this.cookies.read(headers, 'refresh');
    if (refreshToken === undefined) return {};
    if (!this.cookies.isSameOrigin(headers)) throw foreign();
    const given = headers[CSRF_HEADER];
    if (typeof given !== 'string' || given === '') throw new DomainError('CSRF_REFUSED', 'X-CSRF-Token is missing');
    request.byCookie = true;
    return { refreshToken, csrfToken: given.slice(0, 100) };
  }

  /** The first step of a sign-in with a provider: only the browser that takes it can take the others. */
  private begun(reply: FastifyReply, answer: { readonly browser?: string }): object {
    const { browser, ...shown } = answer;
    if (browser !== undefined) this.cookies.set(reply, 'browser', browser, BROWSER_SECONDS);
    return shown;
  }

  private answered(request: FastifyRequest, reply: FastifyReply, answer: TokenAnswer): object {
    const { device, ...signedIn } = answer;
    const { headers } = request;
    if (device !== undefined && this.cookies.isOffered(headers) && !this.cookies.isOtherSite(headers)) {
      this.cookies.set(reply, 'device', device, DEVICE_SECONDS);
    }
    if (!request.byCookie) return signedIn;
    const { accessToken, refreshToken, ...rest } = signedIn;
    this.cookies.set(reply, 'session', accessToken, answer.expiresIn);
    this.cookies.set(reply, 'refresh', refreshToken, REFRESH_SECONDS);
    return { ...rest, tokenType: 'Cookie' };
  }
}

function hasTokens(answer: unknown): answer is TokenAnswer {
  return typeof (answer as Partial<TokenAnswer> | null)?.accessToken === 'string';
}

function foreign(): DomainError {
  return new DomainError('CSRF_REFUSED', 'A session in cookies is for pages of this site alone');
}

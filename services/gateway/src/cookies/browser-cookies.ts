import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { MAX_BROWSER } from '#contracts/values/browser';
import { headerFault } from '../admission/header-fault';

/**
 * `session`: the access token. `refresh`: the refresh token. `device`: that this browser has signed in before. `browser`:
 * that it began a sign-in with a provider.
 */
export type CookieOf = 'session' | 'refresh' | 'device' | 'browser';

const NAME = 'opsledger';
const VALUE = /^[\w.-]+$/;
const LONGEST: Readonly<Record<CookieOf, number>> = {
  session: 4_000,
  refresh: 4_000,
  device: 4_000,
  browser: MAX_BROWSER,
};
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * The cookies of the console. Over TLS each has the prefix `__Host-`: a browser takes it from this host alone, over TLS
 * alone, for all paths. Without TLS, which is for a machine of one's own, a browser would refuse that.
 */
export class BrowserCookies {
  private readonly origin: string | undefined;
  private readonly isSecure: boolean;

  /** @param publicUrl the address that browsers know */
  constructor(publicUrl: string | undefined) {
    this.origin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
    this.isSecure = this.origin?.startsWith('https:') ?? false;
  }

  /**
   * Whether this host has cookies: the one of the public address, which a browser's cookies are bound to. Without a
   * public address only a machine of one's own has.
   */
  isOffered({ host = '' }: IncomingHttpHeaders): boolean {
    return this.origin !== undefined || LOOPBACK.test(host);
  }

  nameOf(cookie: CookieOf): string {
    return `${this.isSecure ? '__Host-' : ''}${NAME}-${cookie}`;
  }

  /** The value of a cookie; undefined for none, for two of the same name, and for text that is no such token. */
  read(headers: IncomingHttpHeaders, cookie: CookieOf): string | undefined {
    const { cookie: header } = headers;
    if (header === undefined || !this.isOffered(headers)) return undefined;
    const start = `${this.nameOf(cookie)}=`;
    const found = header.split(';').flatMap((pair) => {
      const text = pair.trim();
      return text.startsWith(start) ? [text.slice(start.length)] : [];
    });
    const [value] = found;
    if (found.length !== 1 || value === undefined || value.length > LONGEST[cookie]) return undefined;
    return VALUE.test(value) ? value : undefined;
  }

  set(reply: FastifyReply, cookie: CookieOf, value: string, seconds: number): void {
    const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${this.isSecure ? '; Secure' : ''}`;
    // Fastify collects several values of this header.
    reply.header('Set-Cookie', `${this.nameOf(cookie)}=${value}; ${attributes}`);
  }

  /** Whether a browser says that another site, or another host of ours, sent it. A program says nothing. */
  isOtherSite(headers: IncomingHttpHeaders): boolean {
    const isSaid = headers['sec-fetch-site'] !== undefined || headers.origin !== undefined;
    return isSaid && !this.isSameOrigin(headers);
  }

  clear(reply: FastifyReply, cookie: CookieOf): void {
    this.set(reply, cookie, '', 0);
  }

  /**
   * Whether the request comes from a page of our own: as the browser says, else by its exact origin. Without a public
   * address the origin of a machine of one's own counts. A program shows neither, and is no such page.
   */
  isSameOrigin({ 'sec-fetch-site': site, origin, host = '' }: IncomingHttpHeaders): boolean {
    if (site !== undefined) return site === 'same-origin';
    if (origin === undefined) return false;
    return origin === (this.origin ?? (LOOPBACK.test(host) ? `http://${host}` : undefined));
  }
}

/** The header of a sign-in that asks for cookies in place of tokens. */
export const SESSION_HEADER = 'opsledger-session';

/** @throws DomainError `VALIDATION_FAILED` for another value than `cookie` */
export function asksForCookies(headers: IncomingHttpHeaders): boolean {
  const asked = headers[SESSION_HEADER];
  if (asked === undefined) return false;
  if (asked !== 'cookie') throw headerFault('OpsLedger-Session', 'must be cookie');
  return true;
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { BROWSER_COOKIES } from '#contracts/values/browser';

/** As long as a sign-in with a provider may take. */
const SECONDS = 600;
const MAX_VALUE = 100;

/** The cookie that binds a sign-in to its browser, as `name=value`. That of https counts, where both are sent. */
export function browserOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  for (const name of BROWSER_COOKIES) {
    const found = cookies.find((pair) => pair.startsWith(`${name}=`));
    if (found !== undefined && found.length <= name.length + MAX_VALUE) return found;
  }
  return undefined;
}

/** Sets the cookie that an answer names, and returns the answer without it. */
export function rememberBrowser(reply: FastifyReply, answer: object): object {
  const { browser, ...shown } = answer as { readonly browser?: string };
  if (browser === undefined) return answer;
  const secure = browser.startsWith(BROWSER_COOKIES[0]) ? '; Secure' : '';
  reply.header('Set-Cookie', `${browser}; Path=/; Max-Age=${SECONDS}; HttpOnly; SameSite=Lax${secure}`);
  return shown;
}

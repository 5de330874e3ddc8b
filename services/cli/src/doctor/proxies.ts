import type { Configuration } from '#libs/runtime';
import { type Finding, ok, warning } from './finding';

const PATIENCE_MS = 3_000;

/** Whether the running gateway has had forwarded addresses from a proxy that it does not trust. */
export async function proxies(
  apiUrl: string | undefined,
  { trustedProxies }: Pick<Configuration, 'trustedProxies'>,
): Promise<Finding> {
  const named = trustedProxies.length > 0 ? trustedProxies.join(', ') : 'nobody';
  if (apiUrl === undefined) return ok('proxies', `TRUSTED_PROXIES names ${named}; nothing runs here`);
  try {
    const answer = await fetch(new URL('/health', apiUrl), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { warnings = [] } = (await answer.json()) as { readonly warnings?: readonly string[] };
    if (!warnings.includes('UNTRUSTED_PROXY')) return ok('proxies', `TRUSTED_PROXIES names ${named}`);
    const what = 'a peer in your network sends X-Forwarded-For and is not in TRUSTED_PROXIES';
    return warning('proxies', `${what}: its clients count as one address; the log names the peer`);
  } catch (error) {
    return warning('proxies', `the gateway was not asked: ${(error as Error).message}`);
  }
}

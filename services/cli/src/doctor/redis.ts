import { createClient } from '@redis/client';
import type { Configuration } from '#libs/runtime';
import { type Finding, failed, ok } from './finding';

const CONNECT_WITHIN_MS = 3_000;

/** Whether the Redis that gateways share answers; nothing where none is set. */
export async function redisFindings({ redisUrl }: Pick<Configuration, 'redisUrl'>): Promise<readonly Finding[]> {
  if (redisUrl === undefined) return [];
  const client = createClient({
    url: redisUrl,
    socket: { connectTimeout: CONNECT_WITHIN_MS, reconnectStrategy: false },
  });
  // The connecting call rejects with it as well.
  client.on('error', () => undefined);
  const { host } = new URL(redisUrl);
  try {
    await client.connect();
    await client.ping();
    return [ok('redis', `reachable at ${host}`)];
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return [failed('redis', `at ${host}: ${message || code}; each gateway counts requests for itself`)];
  } finally {
    if (client.isOpen) client.destroy();
  }
}

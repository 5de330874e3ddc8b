import type { BusConnection } from '#libs/messaging';
import type { Health } from '#libs/observability';
import type { PlatformParts } from './platform-parts';

/** What a process cannot serve without. `connections`: to the bus, by whose they are. */
export function checkHealth(
  health: Health,
  { readerPool, log }: Pick<PlatformParts, 'readerPool' | 'log'>,
  connections: ReadonlyMap<string, BusConnection>,
): void {
  health.register('postgres', async () => {
    await readerPool.query('SELECT 1');
  });
  health.register('log', async () => {
    await log.head();
  });
  health.register('bus', () => {
    const lost = [...connections].filter(([, { isUp }]) => !isUp).map(([name]) => name);
    return lost.length > 0 ? Promise.reject(new Error(`without the broker: ${lost.join(', ')}`)) : Promise.resolve();
  });
}

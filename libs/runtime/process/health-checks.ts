import type { BusConnection } from '#libs/messaging';
import type { Health } from '#libs/observability';
import { hasRoom } from '../data-directory/data-directory';
import type { Following } from './following';
import type { PlatformParts } from './platform-parts';

/** The disk of the embedded Postgres: commands fail when it is full. */
export function checkDisk(health: Health, dataDir: string): void {
  health.register('disk', async () => {
    if (!(await hasRoom(dataDir))) throw new Error(`the disk of ${dataDir} is full`);
  });
}

/** The servers without which a process cannot serve. `connections`: to the bus, by owner. */
export function checkHealth(
  health: Health,
  { readerPool, log }: Pick<PlatformParts, 'readerPool' | 'log'>,
  connections: ReadonlyMap<string, BusConnection>,
  following: Pick<Following, 'behind'>,
): void {
  health.register('postgres', async () => {
    await readerPool.query('SELECT 1');
  });
  health.register('log', async () => {
    await log.head();
    const behind = following.behind();
    if (behind.length > 0) throw new Error(`the log is behind the database; stopped are ${behind.join(', ')}`);
  });
  health.register('bus', () => {
    const lost = [...connections].filter(([, { isUp }]) => !isUp).map(([name]) => name);
    return lost.length > 0 ? Promise.reject(new Error(`without the broker: ${lost.join(', ')}`)) : Promise.resolve();
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES } from '#contracts/services';
import type { World } from './world';

/** How long a process hangs, or a part is away. */
const AWAY_MS = 3_000;

/** One line of the matrix: a fault, from its beginning to its end. */
export interface Fault {
  readonly name: string;
  readonly on: 'one process' | 'many processes';
  /** In every run; the others with `OPSLEDGER_CHAOS=all` alone. */
  readonly always?: boolean;
  /** The longest time without an answer that it may cause. */
  readonly mostMs?: number;
  /** Begins and ends it. What died runs again when this resolves. */
  readonly strike: (world: World) => Promise<void>;
}

const killed = (kind: string, on: Fault['on'], always = false): Fault => ({
  name: `${kind} is killed`,
  on,
  always,
  async strike(world) {
    await world.kill(kind);
    await world.restore();
  },
});

const hung = (kind: string, on: Fault['on'], always = false): Fault => ({
  name: `${kind} hangs`,
  on,
  always,
  async strike(world) {
    await world.signal(kind, 'SIGSTOP');
    // The fault's length, awaited for nothing.
    await delay(AWAY_MS);
    await world.signal(kind, 'SIGCONT');
  },
});

/** A service starts again while another part is away, which comes back later. */
const startsWithout = (part: 'database' | 'broker', service: string): Fault => ({
  name: `${service} starts while the ${part} is away`,
  on: 'many processes',
  async strike(world) {
    await world.kill(service);
    await (part === 'database' ? world.database?.goAway() : world.signal('broker', 'SIGSTOP'));
    const restored = world.restore();
    await delay(AWAY_MS);
    await (part === 'database' ? world.database?.comeBack() : world.signal('broker', 'SIGCONT'));
    await restored;
  },
});

const databaseAway: Fault = {
  name: 'the database, with the log, is away',
  on: 'many processes',
  async strike(world) {
    await world.database?.goAway();
    await delay(AWAY_MS);
    await world.database?.comeBack();
  },
};

/** Issue 10, entry 21: the other replica answers meanwhile. */
const replicaHangs: Fault = {
  name: 'a replica of inventory hangs (entry 21)',
  on: 'many processes',
  mostMs: AWAY_MS - 500,
  async strike(world) {
    const replica = await world.replicate?.('inventory');
    if (replica) process.kill(replica.pid, 'SIGSTOP');
    await delay(AWAY_MS);
    if (replica) process.kill(replica.pid, 'SIGCONT');
    await replica?.stop();
  },
};

/** Issue 10, entry 19. */
const diskFull: Fault = {
  name: 'the disk of the data is full (entry 19)',
  on: 'one process',
  async strike(world) {
    if (!world.disk) throw new Error('no disk could be mounted here: this fault has not been tried');
    await world.disk.fill();
    await delay(AWAY_MS);
    await world.disk.free();
  },
};

/** Every fault that is tried under load. */
export const FAULTS: readonly Fault[] = [
  killed('platform', 'one process', true),
  killed('postgres', 'one process', true),
  killed('broker', 'one process', true),
  hung('postgres', 'one process', true),
  hung('broker', 'one process', true),
  hung('platform', 'one process'),
  diskFull,
  ...[...SERVICES, 'broker'].flatMap((kind) => [killed(kind, 'many processes'), hung(kind, 'many processes')]),
  databaseAway,
  replicaHangs,
  startsWithout('database', 'inventory'),
  startsWithout('broker', 'inventory'),
];

import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { SERVICES, type ServiceName } from '#contracts/services';
import { Deployment } from '#libs/testing/deployment';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import type { Disk } from './disk';

/** A running platform. A kind of its processes is `platform`, `postgres`, `broker`, or the name of a service. */
export interface World {
  readonly http: HttpClient;
  databaseUrl(): Promise<string>;
  /** SIGKILL to every process of a kind. */
  kill(kind: string): Promise<void>;
  /** SIGSTOP, or SIGCONT, to every process of a kind. */
  signal(kind: string, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Starts what has ended and does not start again by itself. */
  restore(): Promise<void>;
  /** The database takes no connection and ends the open ones, until `comeBack`. Absent where nobody could do that. */
  readonly database?: { goAway(): Promise<void>; comeBack(): Promise<void> };
  /** Starts one more process of a service. */
  readonly replicate?: (service: ServiceName) => Promise<OpsLedgerProcess>;
  /** The disk of the data. Absent where none of our own can be mounted. */
  readonly disk?: Disk;
  remove(): Promise<void>;
}

/** As on `npm start`: one process, with a Postgres and a broker of its own, which it starts again by itself. */
export async function onePlatform(disk?: Disk): Promise<World> {
  let opsledger = await OpsLedgerProcess.start({ ORGANIZATION_LIMIT: '10000' }, undefined, disk?.folder);
  let isAway = false;
  const pidsOf = (kind: string) =>
    kind === 'platform' ? [opsledger.pid] : childrenOf(opsledger.pid, kind === 'postgres' ? /postgres/ : /broker/);
  return {
    get http() {
      return opsledger.http;
    },
    databaseUrl: () => opsledger.databaseUrl(),
    async kill(kind) {
      isAway = kind === 'platform';
      if (isAway) return opsledger.kill();
      send(pidsOf(kind), 'SIGKILL');
    },
    async signal(kind, signal) {
      // Postgres is one process a connection.
      const pids = pidsOf(kind);
      send(kind === 'postgres' ? [...pids, ...pids.flatMap((pid) => childrenOf(pid, /./))] : pids, signal);
    },
    async restore() {
      if (isAway) opsledger = await opsledger.again();
      isAway = false;
    },
    ...(disk && { disk }),
    async remove() {
      await (disk ? opsledger.kill() : opsledger.remove());
      disk?.unmount();
    },
  };
}

/** One process per service, with a database and a broker that none of them starts. */
export async function manyPlatforms(): Promise<World> {
  const deployment = await Deployment.open();
  for (const service of [...SERVICES].reverse()) await deployment.run(service, { ORGANIZATION_LIMIT: '10000' });
  const away = new Set<string>();
  const isService = (kind: string): kind is ServiceName => SERVICES.some((service) => service === kind);
  return {
    get http() {
      return deployment.http;
    },
    databaseUrl: async () => deployment.database.superuserUrl,
    async kill(kind) {
      away.add(kind);
      await (isService(kind) ? deployment.process(kind).kill() : deployment.broker.kill9());
    },
    async signal(kind, signal) {
      if (isService(kind)) return send([deployment.process(kind).pid], signal);
      if (signal === 'SIGSTOP') return deployment.broker.pause();
      deployment.broker.resume();
    },
    async restore() {
      if (away.delete('broker')) await deployment.broker.restart();
      // As a supervisor does: a process that ended at its start is started again.
      for (const kind of [...away].filter(isService)) {
        await eventually(() => deployment.again(deployment.process(kind)), { timeoutMs: 60_000, everyMs: 200 });
        away.delete(kind);
      }
    },
    database: databaseOf(deployment),
    replicate: (service) => deployment.run(service),
    remove: () => deployment.remove(),
  };
}

function databaseOf({ database }: Deployment) {
  const name = new URL(database.url).pathname.slice(1);
  const administer = async (...statements: readonly string[]) => {
    // Not connected to the database that is shut.
    const url = new URL(database.superuserUrl);
    url.pathname = '/postgres';
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  return {
    goAway: () =>
      administer(
        `ALTER DATABASE ${name} CONNECTION LIMIT 0`,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      ),
    comeBack: () => administer(`ALTER DATABASE ${name} CONNECTION LIMIT -1`),
  };
}

function send(pids: readonly number[], signal: NodeJS.Signals): void {
  expect(pids).not.toEqual([]);
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // A connection's process has ended meanwhile.
    }
  }
}

/** The child processes of one, by their command line. */
function childrenOf(pid: number, says: RegExp): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)?.slice(1) as [string, string, string]);
  return processes.filter(([, parent, args]) => Number(parent) === pid && says.test(args)).map(([id]) => Number(id));
}

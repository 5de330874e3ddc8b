import { randomBytes } from 'node:crypto';
import type { Contract } from '#contracts/declare/contract';
import { busPermissions } from '#libs/messaging';
import type { Configuration } from '../configuration/configuration';
import { type EmbeddedBroker, startEmbeddedBroker } from '../embedded-broker/embedded-broker';
import type { BrokerUser } from '../embedded-broker/options';
import { clearEmbeddedWal, passForeignWal } from '../embedded-postgres/clear-wal';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres';
import type { StartRefused } from '../start-refused';
import { Supervisor } from '../supervision/supervisor';

/** How one service connects to the bus. */
export interface BusAddress {
  readonly servers: string;
  readonly user?: string;
  readonly password?: string;
}

/** The servers that a process uses, embedded or external. */
export interface Servers {
  readonly databaseUrl: string;
  /** Each service has a login of its own at the embedded broker, with the fewest rights that it needs. */
  readonly bus: (service: string) => BusAddress;
  /** Passes and removes the database's write-ahead log of until now; `kept` where only its owner could. */
  readonly clearWal: () => Promise<'cleared' | 'kept'>;
  /** Process number of the embedded broker, if there is one; for tests of recovery. */
  readonly brokerPid?: number;
  /** Stops the bus first: work in progress may need the database. */
  stop(): Promise<void>;
}

export interface ServersOptions {
  readonly configuration: Pick<Configuration, 'dataDir' | 'databaseUrl' | 'natsUrl'>;
  /** The services that connect to the bus from this process, or through its data directory. */
  readonly services: readonly string[];
  /** Every contract: the logins' permissions follow from them. Called while PostgreSQL is starting. */
  readonly contracts: () => readonly Contract[];
  readonly log: (server: 'postgres' | 'broker', line: string) => void;
  readonly restarted: (server: 'postgres' | 'broker') => void;
  /** Called when an embedded server cannot be kept running. */
  readonly givenUp: (reason: StartRefused) => void;
  /** Arguments of `node` for the broker, for tests that run from sources. */
  readonly execArgv?: readonly string[];
}

/**
 * Starts the servers that have no address, all at the same time, and keeps them running.
 *
 * @throws StartRefused, after stopping whatever was started
 */
export async function startServers(options: ServersOptions): Promise<Servers> {
  const { databaseUrl, natsUrl } = options.configuration;
  const [postgres, broker] = await Promise.allSettled([
    databaseUrl === undefined ? superviseStart(() => supervisePostgres(options)) : undefined,
    natsUrl === undefined ? superviseStart(() => superviseBroker(options)) : undefined,
  ]);
  const started = [broker, postgres].flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : []));
  const stop = async () => {
    for (const { supervisor } of started) await supervisor.stop();
  };
  const failure = [postgres, broker].find((each) => each.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  return serversOf(options, fulfilled(postgres)?.supervisor, fulfilled(broker), stop);
}

interface SupervisedBroker {
  readonly supervisor: Supervisor<EmbeddedBroker>;
  readonly users: readonly BrokerUser[];
}

/** Turns a throw into a rejection, so that both servers are started before either is awaited. */
async function superviseStart<T>(start: () => Promise<T>): Promise<T> {
  return start();
}

function fulfilled<T>(outcome: PromiseSettledResult<T>): T | undefined {
  return outcome.status === 'fulfilled' ? outcome.value : undefined;
}

async function supervisePostgres(options: ServersOptions) {
  const { dataDir } = options.configuration;
  const log = (line: string) => options.log('postgres', line);
  const supervisor = await Supervisor.start<EmbeddedPostgres>({
    name: 'PostgreSQL',
    start: (previous) =>
      startEmbeddedPostgres({ dataDir, listenOn: 'socket', log, ...(previous && { port: previous.port }) }),
    restarted: () => options.restarted('postgres'),
    givenUp: options.givenUp,
    log,
  });
  return { supervisor };
}

async function superviseBroker(options: ServersOptions): Promise<SupervisedBroker> {
  const contracts = options.contracts();
  const users = options.services.map((service) => ({
    user: service,
    password: randomBytes(24).toString('base64url'),
    permissions: busPermissions(service, contracts),
  }));
  const log = (line: string) => options.log('broker', line);
  const { execArgv } = options;
  const supervisor = await Supervisor.start<EmbeddedBroker>({
    name: 'the message broker',
    start: (previous) =>
      startEmbeddedBroker({ users, log, ...(previous && { port: previous.port }), ...(execArgv && { execArgv }) }),
    restarted: () => options.restarted('broker'),
    givenUp: options.givenUp,
    log,
  });
  return { supervisor, users };
}

function serversOf(
  { configuration: { databaseUrl, natsUrl } }: ServersOptions,
  postgres: Supervisor<EmbeddedPostgres> | undefined,
  broker: SupervisedBroker | undefined,
  stop: () => Promise<void>,
): Servers {
  return {
    databaseUrl: databaseUrl ?? postgres?.current.url ?? '',
    bus: (service) => {
      const login = broker?.users.find(({ user }) => user === service);
      const servers = natsUrl ?? broker?.supervisor.current.url ?? '';
      return { servers, ...(login && { user: login.user, password: login.password }) };
    },
    async clearWal() {
      if (postgres) await clearEmbeddedWal(postgres.current.superuserUrl);
      else await passForeignWal(databaseUrl ?? '');
      return postgres ? 'cleared' : 'kept';
    },
    ...(broker && { brokerPid: broker.supervisor.current.pid }),
    stop,
  };
}

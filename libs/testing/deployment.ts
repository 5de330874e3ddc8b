import { randomBytes, randomUUID } from 'node:crypto';
import { allContracts } from '#contracts/catalogue';
import type { ContractClass } from '#contracts/declare/contract';
import { SERVICES, type ServiceName } from '#contracts/services';
import { newSigningKeyPem } from '#libs/identity';
import { BusConnection, NatsBus, busPermissions } from '#libs/messaging';
import type { BrokerUser } from '../runtime/embedded-broker/options';
import { type BrokerKind, type TestBroker, brokerAtHand } from './brokers';
import { type TestDatabase, testDatabase } from './database';
import type { HttpClient } from './http-client';
import { OpsLedgerProcess, runOpsLedger } from './opsledger-process';

/** A process's share of the connections that the shared test server has. */
const POOL_SIZE = '10';

/** Logins are the server's, which all deployments of a test run share. */
const DATABASE_PASSWORD = 'a-password-of-the-tests';

const ASK_MS = 10_000;

/**
 * The platform as a deployment runs it: a broker and a database at which each service has its own login, and processes
 * of one service each. Nothing else is shared: every process has a data directory of its own.
 */
export class Deployment {
  private readonly processes: { readonly service: ServiceName; process: OpsLedgerProcess }[] = [];
  private readonly masterKey = randomBytes(32).toString('base64');
  private readonly jwtPrivateKey = newSigningKeyPem();

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    private readonly users: readonly BrokerUser[],
  ) {}

  /** Only the servers; `run` starts services on them. */
  static async open(kind: BrokerKind = brokerAtHand()): Promise<Deployment> {
    const contracts = allContracts();
    const users = SERVICES.map((service) => ({
      user: service,
      password: randomBytes(24).toString('base64url'),
      permissions: busPermissions(service, contracts),
    }));
    const database = await testDatabase();
    try {
      await migrate(database);
      return new Deployment(database, await kind.start(users), users);
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** Starts a process, or one more replica, of a service. Resolves when it reports that it is ready. */
  async run(service: ServiceName, environment: NodeJS.ProcessEnv = {}): Promise<OpsLedgerProcess> {
    const all = { ...this.environment(service), ...environment };
    const process = await OpsLedgerProcess.start(all, ['serve', service]);
    this.processes.push({ service, process });
    return process;
  }

  /** Migrates the database for another release, before its processes are started. */
  migrate(environment: NodeJS.ProcessEnv): Promise<void> {
    return migrate(this.database, environment);
  }

  /** Restarts a process that has ended, with its settings and its data directory. */
  async again(ended: OpsLedgerProcess): Promise<OpsLedgerProcess> {
    const entry = this.processes.find(({ process }) => process === ended);
    if (!entry) throw new TypeError('no process of this deployment');
    entry.process = await ended.again();
    return entry.process;
  }

  /** The first process of a service. */
  process(service: ServiceName): OpsLedgerProcess {
    const found = this.processes.find((each) => each.service === service);
    if (!found) throw new TypeError(`${service} is not running`);
    return found.process;
  }

  /** The API's client. */
  get http(): HttpClient {
    return this.process('gateway').http;
  }

  /**
   * Sends a request to a service over the bus as the gateway does, with a caller's token and without the gateway's own
   * checks. Rejects with the service's `DomainError`.
   */
  async ask<Payload extends object>(
    contract: ContractClass<Payload>,
    payload: Payload,
    caller: { readonly token: string; readonly tenantId: string },
  ): Promise<unknown> {
    const connection = await BusConnection.open({ servers: this.natsUrlOf('gateway'), name: 'gateway' });
    const id = randomUUID();
    const context = {
      tenantId: caller.tenantId,
      actor: { id, type: 'user', roles: [] },
      requestId: id,
      correlationId: id,
      causationId: id,
      deadline: Date.now() + ASK_MS,
    } as const;
    try {
      return (await new NatsBus(connection).send(contract, payload, context, { token: caller.token })).answer;
    } finally {
      await connection.close();
    }
  }

  async remove(): Promise<void> {
    await Promise.all(this.processes.map(({ process }) => process.remove()));
    await this.broker.stop();
    await this.database.drop();
  }

  /** Only auth has the key that signs access tokens; the others verify with its published keys. */
  private environment(service: ServiceName): NodeJS.ProcessEnv {
    return {
      NODE_ENV: 'production',
      DATABASE_URL: this.databaseUrlOf(service),
      ...(service !== 'gateway' && { DATABASE_POOL_SIZE: POOL_SIZE }),
      NATS_URL: this.natsUrlOf(service),
      OPSLEDGER_MASTER_KEY: this.masterKey,
      ...(service === 'auth' && { JWT_PRIVATE_KEY: this.jwtPrivateKey, PUBLIC_URL: 'https://ops.example.org' }),
    };
  }

  private databaseUrlOf(service: ServiceName): string {
    const url = new URL(this.database.url);
    url.username = `opsledger_${service}_login`;
    url.password = DATABASE_PASSWORD;
    return url.href;
  }

  private natsUrlOf(service: ServiceName): string {
    const login = this.users.find(({ user }) => user === service) as BrokerUser;
    const url = new URL(this.broker.url);
    url.username = login.user;
    url.password = login.password;
    return url.href;
  }
}

async function migrate({ url }: TestDatabase, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const logins = SERVICES.map((service) => `${service}=${DATABASE_PASSWORD}`).join(',');
  const settings = { PATH: process.env['PATH'], DATABASE_URL: url, DATABASE_LOGINS: logins, ...environment };
  const { code, output } = await runOpsLedger(['migrate'], settings);
  if (code !== 0) throw new Error(`the database could not be migrated: ${output}`);
}

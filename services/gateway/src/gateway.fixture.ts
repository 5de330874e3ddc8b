import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { allContracts, allTopics } from '#contracts/catalogue';
import { ExchangeApiKey } from '#contracts/auth/exchange-api-key';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { SERVICES } from '#contracts/services';
import {
  AccessVersions,
  type CommandContext,
  type Database,
  KEY_TOKEN_SECONDS,
  type KeyClaims,
  PublishedKeys,
  PublishedRoles,
  type SigningKey,
  identityMigrations,
  issueAccessToken,
  jwks,
  newApiKey,
  newSigningKeyPem,
  publishKey,
  signingKeyFromPem,
  RolesInForce,
  StepUps,
  tokenVerifier,
} from '#libs/identity';
import type { EventLog, Position } from '#libs/event-log';
import { Live, type LiveOptions } from '#libs/live';
import { BusConnection, type BusHandler, NatsBus, ServiceTransport, busPermissions } from '#libs/messaging';
import { Health, Metrics, createLogger } from '#libs/observability';
import { OwnSender, readThrough } from '#libs/runtime/process';
import type { BrokerKind } from '#libs/testing/brokers';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { migratedDatabase } from '#libs/testing/migrated-database';
import type { AdmittedRoute } from './admission/admission';
import { openGateway } from './gateway';
import { type GatewayLimits, type GatewayParts, type GatewaySettings, LIMITS } from './gateway-parts';

/** For the specs of this folder: a gateway on a real broker, with services that answer as a test says. */

const PASSWORD = 'a password';

export const BUS_USERS = SERVICES.map((user) => ({
  user,
  password: PASSWORD,
  permissions: busPermissions(user, allContracts()),
}));

export interface Asked {
  readonly subject: string;
  readonly payload: object;
  readonly context: CommandContext;
  readonly waitFor?: Position;
}

export interface Caller {
  readonly accountId: string;
  /** Default: the account's id, where no difference is looked at. */
  readonly membershipId?: string;
  readonly organizationId?: string;
  readonly roles?: readonly string[];
  readonly platformRoles?: readonly string[];
  readonly sessionId?: string;
  readonly csrfToken?: string;
  /** The revision of that stream that the token is from; default 1. */
  readonly membersVersion?: number;
  /** The caller is an API key of theirs, whose id is the session's. */
  readonly key?: Omit<KeyClaims, 'expiresAt'>;
  /** The revision of the organisation's members stream at which the caller joined. */
  readonly memberSince?: number;
}

/** Of the keys of every gateway here, by digest: on one broker, each answers for all. */
const keyTokens = new Map<string, () => string>();

const newKey = () => signingKeyFromPem(newSigningKeyPem());

const SETTINGS: GatewaySettings = {
  rateLimitPerMinute: 100_000,
  rateLimitUserPerMinute: 100_000,
  trustedProxies: [],
  corsAllowedOrigins: ['https://app.example.com'],
  metricsToken: 'a-token-for-metrics',
  enableSwagger: true,
};

/** The log that a gateway's streams follow, and the position that its read models show. */
export type LiveSource = Pick<LiveOptions, 'positions' | 'limits'> & { readonly log: EventLog };

function emptyLog(): LiveSource {
  const log = new MemoryEventLog();
  return {
    log,
    positions: async (names) =>
      new Map(await Promise.all(names.map(async (name) => [name, await log.head()] as const))),
  };
}
/** For specs without uploads. */
const NO_STORAGE: GatewayParts['storage'] = {
  put: () => Promise.reject(new Error('there is no storage here')),
  discard: () => Promise.resolve(),
};

export class TestGateway {
  /** Everything that was logged, a JSON object per line. */
  readonly logged: string[] = [];
  /** The requests to the services, in order. */
  readonly asked: Asked[] = [];
  readonly health = new Health(() => undefined);
  private readonly handlers = new Map<ContractClass, BusHandler>();
  private readonly closers: (() => Promise<void>)[] = [];
  /** Every route that it has. */
  routes: readonly AdmittedRoute[] = [];
  private application!: NestFastifyApplication;
  private live!: Live;

  private constructor(
    private readonly brokerUrl: string,
    private readonly keys: PublishedKeys,
    private readonly authKey: SigningKey,
  ) {}

  /** `write` may write the published tables, `read` reads them. */
  static async start(
    brokerUrl: string,
    { write, read }: { readonly write: Database; readonly read: Database },
    settings: Partial<GatewaySettings> = {},
    limits: Partial<GatewayLimits> = {},
    { live, storage = NO_STORAGE }: { readonly live?: LiveSource; readonly storage?: GatewayParts['storage'] } = {},
  ): Promise<TestGateway> {
    const [authKey, serviceKey] = [newKey(), newKey()];
    await publishKey(write, authKey, 'auth', Date.now());
    await publishKey(write, serviceKey, 'service:gateway', Date.now());
    const gateway = new TestGateway(brokerUrl, new PublishedKeys(read), authKey);
    await gateway.open(serviceKey, { read, storage }, { ...SETTINGS, ...settings }, { ...LIMITS, ...limits }, live);
    return gateway;
  }

  get url(): string {
    const { port } = this.application.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Makes a service answer one of its contracts from now on. */
  async answers<Payload extends object>(type: ContractClass<Payload>, handler: BusHandler<Payload>): Promise<void> {
    const isServed = this.handlers.has(type);
    this.handlers.set(type, handler as BusHandler);
    if (isServed) return;
    const { service, subject } = contractOf(type);
    const connection = await this.connect(service);
    const transport = new ServiceTransport({ service, connection, verify: tokenVerifier(this.keys) });
    transport.handle(type, (request) => {
      const { payload, context, waitFor } = request;
      this.asked.push({ subject, payload, context, ...(waitFor && { waitFor }) });
      return (this.handlers.get(type) as BusHandler)(request);
    });
    let failure: Error | undefined;
    await transport.listen((error) => (failure = error));
    if (failure) throw failure;
    this.closers.unshift(() => transport.close());
  }

  /** The last request to a service. */
  get lastAsked(): Asked {
    const last = this.asked.at(-1);
    if (!last) throw new Error('no service was asked anything');
    return last;
  }

  tokenOf(caller: Caller, now = Date.now()): string {
    const { accountId, organizationId, roles = [], platformRoles = [], sessionId = randomUUID() } = caller;
    const { memberSince: since = 0 } = caller;
    const claims = {
      accountId,
      accountVersion: 1,
      sessionId,
      platformRoles,
      ...(caller.csrfToken !== undefined && { csrfToken: caller.csrfToken }),
      ...(caller.key && { key: { ...caller.key, expiresAt: now + 3_600_000 } }),
      ...(organizationId !== undefined && {
        membership: {
          organizationId,
          membershipId: caller.membershipId ?? accountId,
          roles,
          version: caller.membersVersion ?? 1,
          since,
          organizationVersion: 0,
        },
      }),
    };
    return issueAccessToken(this.authKey, claims, now).token;
  }

  /** An API key, for whose owner and scopes auth has tokens as `caller` says at the time. */
  async keyOf(caller: () => Caller & { readonly key: NonNullable<Caller['key']> }): Promise<string> {
    const keyId = randomUUID();
    const { text, digest } = newApiKey(keyId);
    keyTokens.set(digest, () => this.tokenOf({ ...caller(), sessionId: keyId }));
    await this.answers(ExchangeApiKey, async ({ payload }) => {
      const issue = keyTokens.get(payload.digest);
      if (!issue) throw new DomainError('UNAUTHENTICATED');
      const expiresAt = new Date(Date.now() + KEY_TOKEN_SECONDS * 1_000).toISOString();
      return Promise.resolve({ answer: { accessToken: issue(), expiresAt } });
    });
    return text;
  }

  request(path: string, init: RequestInit & { readonly token?: string; readonly json?: unknown } = {}) {
    const { token, json, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    if (json !== undefined) headers.set('Content-Type', 'application/json');
    const body = json === undefined ? rest.body : JSON.stringify(json);
    return fetch(`${this.url}${path}`, { ...rest, headers, ...(body !== undefined && { body }) });
  }

  /** One on a broker and a database of its own, which end with it. */
  static async on(kind: BrokerKind, limits: Partial<GatewayLimits> = {}): Promise<TestGateway> {
    const broker = await kind.start(BUS_USERS);
    const database = await migratedDatabase(identityMigrations);
    const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
    const gateway = await TestGateway.start(broker.url, pools, {}, limits);
    gateway.closers.push(
      () => database.drop(),
      () => broker.stop(),
    );
    return gateway;
  }

  /** Ends every connection at once, as a killed gateway does. */
  cut(): void {
    this.application.getHttpServer().closeAllConnections();
  }

  /** How many clients follow live changes. */
  get openStreams(): number {
    return this.live.size;
  }

  connections(): Promise<number> {
    const server = this.application.getHttpServer();
    return new Promise((resolve, reject) => {
      server.getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count)));
    });
  }

  /** Done when it is closed. */
  atClose(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  async close(): Promise<void> {
    await this.application.close();
    for (const close of this.closers.splice(0)) await close();
  }

  private async open(
    serviceKey: SigningKey,
    { read, storage }: { readonly read: Database } & Pick<GatewayParts, 'storage'>,
    settings: GatewaySettings,
    limits: GatewayLimits,
    live: LiveSource = emptyLog(),
  ): Promise<void> {
    const bus = new NatsBus(await this.connect('gateway'));
    const to = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logged.push(chunk.toString('utf8'));
        done();
      },
    });
    const access = new AccessVersions(read);
    const rolesInForce = new RolesInForce(new PublishedRoles(read));
    const onFault = (what: string) => this.logged.push(what);
    const sender = new OwnSender('gateway', serviceKey, bus);
    this.live = new Live({
      ...live,
      topics: allTopics(),
      read: readThrough(sender),
      access,
      roles: rolesInForce,
      onFault,
    });
    const parts = {
      bus,
      log: live.log,
      live: this.live,
      sender,
      verify: tokenVerifier(this.keys),
      access,
      rolesInForce,
      stepUps: new StepUps(read),
      serviceKey,
      jwks: () => jwks(read, Date.now()),
      storage,
      health: this.health,
      metrics: new Metrics(),
      logger: createLogger({ level: 'debug', to }),
      settings,
    };
    ({ application: this.application, routes: this.routes } = await openGateway(parts, limits));
    await this.application.listen(0, '127.0.0.1');
    this.health.setServing(true);
  }

  private async connect(name: string): Promise<BusConnection> {
    const connection = await BusConnection.open({ servers: this.brokerUrl, name, user: name, password: PASSWORD });
    this.closers.unshift(() => connection.close());
    return connection;
  }
}

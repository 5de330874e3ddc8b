import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { allContracts } from '#contracts/catalogue';
import { contractOf, type ContractClass } from '#contracts/contract';
import {
  AccessVersions,
  type Database,
  PublishedKeys,
  type SigningKey,
  issueAccessToken,
  jwks,
  newSigningKeyPem,
  publishKey,
  signingKeyFromPem,
  tokenVerifier,
} from '#libs/identity';
import { BusConnection, type BusHandler, NatsBus, ServiceTransport, busPermissions } from '#libs/messaging';
import { Health, Metrics, createLogger } from '#libs/observability';
import { type GatewaySettings, createGateway } from './gateway';

/** A gateway on a real broker, with services that answer as a test says: for the specs of this folder. */

const PASSWORD = 'a password';
const SERVICES = ['gateway', 'auth', 'tenancy', 'inventory', 'audit', 'ops'];

export const BUS_USERS = SERVICES.map((user) => ({
  user,
  password: PASSWORD,
  permissions: busPermissions(user, allContracts()),
}));

export interface Caller {
  readonly accountId: string;
  readonly organizationId?: string;
  readonly roles?: readonly string[];
  readonly platformRoles?: readonly string[];
}

const newKey = () => signingKeyFromPem(newSigningKeyPem());

const SETTINGS: GatewaySettings = {
  rateLimitPerMinute: 100_000,
  rateLimitUserPerMinute: 100_000,
  corsAllowedOrigins: ['https://app.example.com'],
  metricsToken: 'a token for metrics',
  enableSwagger: true,
};

export class TestGateway {
  /** Everything that was logged, a JSON object per line. */
  readonly logged: string[] = [];
  /** What each of the services was asked, in order. */
  readonly asked: { readonly subject: string; readonly payload: object; readonly context: object }[] = [];
  readonly health = new Health(() => undefined);
  private readonly closers: (() => Promise<void>)[] = [];
  private application!: NestFastifyApplication;

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
  ): Promise<TestGateway> {
    const [authKey, serviceKey] = [newKey(), newKey()];
    await publishKey(write, authKey, 'auth', Date.now());
    await publishKey(write, serviceKey, 'service:gateway', Date.now());
    const gateway = new TestGateway(brokerUrl, new PublishedKeys(read), authKey);
    await gateway.open(serviceKey, read, { ...SETTINGS, ...settings });
    return gateway;
  }

  get url(): string {
    const { port } = this.application.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Makes a service answer one of its contracts. */
  async answers<Payload extends object>(type: ContractClass<Payload>, handler: BusHandler<Payload>): Promise<void> {
    const { service, subject } = contractOf(type);
    const connection = await this.connect(service);
    const transport = new ServiceTransport({ service, connection, verify: tokenVerifier(this.keys) });
    transport.handle<Payload, unknown>(type, (request) => {
      this.asked.push({ subject, payload: request.payload, context: request.context });
      return handler(request);
    });
    let failure: Error | undefined;
    await transport.listen((error) => (failure = error));
    if (failure) throw failure;
    this.closers.unshift(() => transport.close());
  }

  tokenOf({ accountId, organizationId, roles = [], platformRoles = [] }: Caller, now = Date.now()): string {
    const claims = {
      accountId,
      accountVersion: 1,
      sessionId: randomUUID(),
      platformRoles,
      ...(organizationId !== undefined && { membership: { organizationId, roles, version: 1 } }),
    };
    return issueAccessToken(this.authKey, claims, now).token;
  }

  request(path: string, init: RequestInit & { readonly token?: string; readonly json?: unknown } = {}) {
    const { token, json, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    if (json !== undefined) headers.set('Content-Type', 'application/json');
    const body = json === undefined ? rest.body : JSON.stringify(json);
    return fetch(`${this.url}${path}`, { ...rest, headers, ...(body !== undefined && { body }) });
  }

  async close(): Promise<void> {
    await this.application.close();
    for (const close of this.closers.splice(0)) await close();
  }

  private async open(serviceKey: SigningKey, read: Database, settings: GatewaySettings): Promise<void> {
    const bus = new NatsBus(await this.connect('gateway'));
    const to = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logged.push(chunk.toString('utf8'));
        done();
      },
    });
    this.application = await createGateway({
      bus,
      verify: tokenVerifier(this.keys),
      access: new AccessVersions(read),
      serviceKey,
      jwks: () => jwks(read, Date.now()),
      health: this.health,
      metrics: new Metrics(),
      logger: createLogger({ level: 'info', to }),
      settings,
    });
    await this.application.listen(0, '127.0.0.1');
    this.health.setServing(true);
  }

  private async connect(name: string): Promise<BusConnection> {
    const connection = await BusConnection.open({ servers: this.brokerUrl, name, user: name, password: PASSWORD });
    this.closers.unshift(() => connection.close());
    return connection;
  }
}

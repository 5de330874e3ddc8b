import { randomUUID } from 'node:crypto';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client, type Pool } from 'pg';
import { CreateUser } from '#contracts/auth/create-user';
import { Login } from '#contracts/auth/login';
import { Refresh } from '#contracts/auth/refresh';
import type { SignedIn } from '#contracts/auth/signed-in';
import type { ContractClass } from '#contracts/contract';
import type { Created } from '#contracts/created';
import { PLATFORM, type OrganizationRole } from '#contracts/permissions';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { event, type DomainEvent } from '#contracts/event';
import { PostgresEventLog, streamName } from '#libs/event-log';
import { PostgresSnapshots, createCommands, type Commands, type EventCodec } from '#libs/event-sourcing';
import { type AccessKind, type CommandContext, newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { LogReader, ProjectionEngine } from '#libs/projections';
import { PlatformReader, ROLES, TenantReader, rolePool, type Role } from '#libs/read-models';
import { ServiceDispatcher, migrateFor, serviceModule, type ReadProgress } from '#libs/runtime';
import { MemoryKeys, MemoryNames, testDatabase, type TestDatabase } from '#libs/testing';
import { Accounts } from './account/accounts.provider';
import { auth } from './auth.service';
import { MembershipGrants } from './members/membership-grants.provider';
import { Passwords } from './password/passwords.store';

export const PASSWORD = 'seven blue kettles sing';
export const SETTINGS = { loginAddressFailures: 8 };

const PATIENCE_MS = 30_000;
const ADMIN = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;

/** The whole service on a real database, asked as its transport asks it, without a bus: for the specs of this service. */
export class TestAuth {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private application!: INestApplicationContext;
  private dispatcher!: ServiceDispatcher;
  private codec!: EventCodec;
  private engine!: ProjectionEngine;
  private server!: TestDatabase;
  log!: PostgresEventLog;
  commands!: Commands;
  /** As auth itself. */
  database!: Pool;
  /** Makes the read models look as if they were behind. */
  lagging = false;
  readonly faults: unknown[] = [];

  static async open(): Promise<TestAuth> {
    const made = new TestAuth();
    try {
      await made.start();
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  /** What the service itself is made of. */
  get<Part>(part: Type<Part>): Part {
    return this.application.get(part, { strict: false });
  }

  async ask<Answer extends object = Created>(
    contract: ContractClass,
    payload: object,
    more: Partial<CommandContext> = {},
  ): Promise<Answer> {
    const { answer } = await this.dispatcher.dispatch(contract, payload, contextOf(more));
    return answer as Answer;
  }

  signIn(email: string, more: Partial<Login> = {}, context: Partial<CommandContext> = {}): Promise<SignedIn> {
    return this.ask(Login, { email, password: PASSWORD, ...more }, context);
  }

  refresh(refreshToken: string, at = new Date()): Promise<SignedIn> {
    return this.ask(Refresh, { refreshToken }, { now: at.toISOString() });
  }

  createUser(tenantId: string, user: Partial<CreateUser> = {}, more: Partial<CommandContext> = {}): Promise<Created> {
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    return this.ask(CreateUser, { email, name: 'Ada', roles: ['viewer'], ...user }, { tenantId, ...more });
  }

  /** An organisation as tenancy records it. */
  async anOrganization(name = 'Acme Foods', users = 200): Promise<string> {
    const organizationId = randomUUID();
    const limits = { employees: 200, users };
    const described = { slug: organizationId, name, type: 'company', tier: 'free', timeZone: 'UTC', currency: 'EUR' };
    await this.record('tenancy.organization', organizationId, 'none', [
      event(OrganizationCreated, { organizationId, ...described, tier: 'free', limits }),
    ]);
    return organizationId;
  }

  /** Appends what another service would to the stream of an organisation. */
  async record(category: string, id: string, expected: number | 'none', events: readonly DomainEvent[]): Promise<void> {
    const encoded = await this.codec.encode(events, contextOf({ tenantId: id }));
    await this.log.append(streamName(category, id, id), encoded, { expected });
  }

  /** An account with a password, active in the organisations that are named. */
  async aMember(organizationIds: readonly string[], roles: readonly OrganizationRole[] = ['manager']) {
    const [accountId, passwordId] = [randomUUID(), randomUUID()];
    const email = `${accountId.slice(0, 8)}@example.org`;
    await this.get(Passwords).hold({ passwordId, accountId, password: PASSWORD });
    await this.get(Accounts).create({ accountId, email, name: 'Ada', passwordId }, contextOf());
    for (const organizationId of organizationIds) {
      const grant = {
        organizationId,
        accountId,
        roles,
        status: 'active',
        requestedAs: null,
        email,
        name: 'Ada',
      } as const;
      await this.get(MembershipGrants).grant(grant, contextOf({ tenantId: organizationId }));
    }
    return { accountId, email };
  }

  /** What the gateways are told of one thing; undefined when nothing. */
  async published(kind: AccessKind, id: string): Promise<{ version: number; ended: boolean } | undefined> {
    const { rows } = await this.database.query<{ version: string; ended: boolean }>(
      'SELECT version, ended FROM published.access_version WHERE kind = $1 AND id = $2',
      [kind, id],
    );
    return rows[0] && { version: Number(rows[0].version), ended: rows[0].ended };
  }

  /** What the gateways were told of one thing is lost, as if the process had died before it told them. */
  async forgetPublished(kind: AccessKind, id: string): Promise<void> {
    await this.database.query('DELETE FROM published.access_version WHERE kind = $1 AND id = $2', [kind, id]);
  }

  /** A statement past all rights: what no role of the service may do. */
  async asOwner(statement: string, values: unknown[]): Promise<void> {
    const client = new Client({ connectionString: this.server.superuserUrl });
    await client.connect();
    try {
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }

  /** The types of an organisation's or the platform's events of a category, oldest first. */
  async history(category: string, tenantId: string, id: string): Promise<string[]> {
    const types: string[] = [];
    for await (const { type } of this.log.readStream(streamName(category, tenantId, id))) types.push(type);
    return types;
  }

  async caughtUp(): Promise<void> {
    if (!(await this.engine.caughtUp(PATIENCE_MS))) throw new Error('the read models did not catch up');
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private async start(): Promise<void> {
    const database = await testDatabase();
    this.server = database;
    this.closers.push(() => database.drop());
    const { url } = database;
    await migrateFor([auth], url);
    const onFault = (...fault: unknown[]) => void this.faults.push(...fault);
    const log = new PostgresEventLog({ url, role: ROLES.log });
    this.log = log;
    this.closers.push(() => log.close());
    const pool = (role: Role) => {
      const made = rolePool(url, { role, poolSize: 4, applicationName: 'opsledger test' }, onFault);
      this.closers.push(() => made.end());
      return made;
    };
    const [keys, names] = [new MemoryKeys(), new MemoryNames()];
    const snapshots = new PostgresSnapshots(pool(ROLES.projector));
    const writing = createCommands({ service: 'auth', log, keys, names, snapshots, onFault });
    this.closers.push(() => writing.settled());
    this.codec = writing.codec;
    this.commands = writing.commands;
    this.database = pool(ROLES.auth);
    const progress = await this.fold(url);
    const entities = auth.features.flatMap(({ projections = [] }) => projections.flatMap(({ tables }) => tables));
    const tenantReader = await TenantReader.open(url, { entities, poolSize: 2, onError: onFault });
    this.closers.push(() => tenantReader.close());
    const platformReader = await PlatformReader.open(url, { entities, onError: onFault });
    this.closers.push(() => platformReader.close());
    const parts = {
      ...writing,
      log,
      tenantReader,
      platformReader,
      progress,
      operations: undefined as never,
      parked: undefined as never,
      secretsDatabase: this.database,
      config: SETTINGS,
      signingKey: signingKeyFromPem(newSigningKeyPem()),
      sender: { send: () => Promise.reject(new Error('nothing is sent here')) },
    };
    this.application = await NestFactory.createApplicationContext(serviceModule(auth, parts), { logger: false });
    this.closers.push(() => this.application.close());
    this.dispatcher = this.application.get(ServiceDispatcher, { strict: false });
  }

  private async fold(url: string): Promise<ReadProgress> {
    const { log, codec: decoder } = this;
    const onFault = (error: unknown) => void this.faults.push(error);
    const reader = new LogReader(log, { onFault });
    this.closers.push(() => reader.close());
    const projections = auth.features.flatMap(({ projections: declared = [] }) => declared);
    const engine = new ProjectionEngine({ url, log, reader, decoder, projections, onFault });
    this.closers.push(() => engine.stop());
    await engine.start();
    this.engine = engine;
    return { waitFor: async (...asked) => !this.lagging && engine.waitFor(...asked) };
  }
}

export function contextOf(more: Partial<CommandContext> = {}): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId: PLATFORM,
    actor: ADMIN,
    requestId,
    correlationId: requestId,
    causationId: requestId,
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + PATIENCE_MS,
    ...more,
  };
}

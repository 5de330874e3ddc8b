import { randomBytes, randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { contractOf, type ContractClass } from '#contracts/contract';
import type { DomainEvent } from '#contracts/event';
import { PostgresEventLog, streamName, type Position, type RecordedEvent } from '#libs/event-log';
import {
  PostgresSnapshots,
  ReactorOperations,
  createCommands,
  type Recorded,
  type Writing,
} from '#libs/event-sourcing';
import { type CommandContext, newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { MasterKeys, ReservedNames, SubjectKeys } from '#libs/privacy';
import { LogReader, ProjectionEngine, ProjectionOperations } from '#libs/projections';
import { PlatformReader, ROLES, TenantReader, rolePool } from '#libs/read-models';
import { ParkedWork, ServiceDispatcher, migrateFor, serviceModule } from '#libs/runtime';
import { testDatabase } from '#libs/testing';
import { inventory } from './inventory.service';

/** How one command is sent; the same id again is the same command again. */
export interface Sent {
  readonly tenantId: string;
  readonly commandId?: string;
  /** The moment at which it is taken, ISO 8601. Default: now. */
  readonly now?: string;
}

const ACTOR = { id: randomUUID(), type: 'user', roles: ['org_admin'] } as const;
const PATIENCE_MS = 30_000;

/** The whole service on a real database, asked as its transport asks it, without a bus: for the specs of this service. */
export class TestInventory {
  private readonly closers: (() => Promise<unknown>)[] = [];
  /** Faults that the service got over by itself. */
  readonly faults: unknown[] = [];
  private readonly last = new Map<string, Position>();
  private writing!: Writing;
  private log!: PostgresEventLog;
  private application!: INestApplicationContext;
  private dispatcher!: ServiceDispatcher;
  operations!: ProjectionOperations;

  static async open(): Promise<TestInventory> {
    const made = new TestInventory();
    try {
      await made.start();
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  /** Carries out a command, or answers a query when its projections have reached the tenant's last command. */
  async ask<Answer extends object>(contract: ContractClass, payload: object, sent: Sent): Promise<Answer> {
    const { tenantId } = sent;
    const context = contextOf(sent);
    const isQuery = contractOf(contract).kind === 'query';
    const waitFor = isQuery ? this.last.get(tenantId) : undefined;
    const { answer, position, stale } = await this.dispatcher.dispatch(contract, payload, context, waitFor);
    if (stale) throw new Error('the read models did not reach the last command in time');
    if (position !== undefined && position > (this.last.get(tenantId) ?? '')) this.last.set(tenantId, position);
    return answer as Answer;
  }

  /** Records facts of another service in their stream, which must be new. */
  async record(category: string, { tenantId, id }: { tenantId: string; id: string }, events: readonly DomainEvent[]) {
    const context = contextOf({ tenantId });
    const encoded = await this.writing.codec.encode(events, context);
    await this.log.append(streamName(category, tenantId, id), encoded, { expected: 'none' });
  }

  /** What a stream holds. */
  async recorded(category: string, { tenantId, id }: { tenantId: string; id: string }): Promise<readonly Recorded[]> {
    const found: RecordedEvent[] = [];
    for await (const event of this.log.readStream(streamName(category, tenantId, id), {})) found.push(event);
    return this.writing.codec.decode(found);
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private async start(): Promise<void> {
    const database = await testDatabase();
    this.closers.push(() => database.drop());
    const { url } = database;
    await migrateFor([inventory], url);
    const onFault = (error: unknown) => void this.faults.push(error);
    const pool = (role: 'opsledger_keys' | 'opsledger_projector') => {
      const made = rolePool(url, { role, poolSize: 3, applicationName: 'opsledger test' }, onFault);
      this.closers.push(() => made.end());
      return made;
    };
    const [keysPool, enginePool] = [pool(ROLES.keys), pool(ROLES.projector)];
    const masters = new MasterKeys(randomBytes(32));
    const [keys, names] = [new SubjectKeys(keysPool, masters), new ReservedNames(keysPool, masters)];
    const log = new PostgresEventLog({ url, role: ROLES.log });
    this.closers.push(() => log.close());
    const snapshots = new PostgresSnapshots(enginePool);
    // Little is kept in memory, so that streams are also read and folded anew.
    this.log = log;
    const writing = (this.writing = createCommands({
      service: 'inventory',
      log,
      keys,
      names,
      snapshots,
      onFault,
      cacheSize: 40,
    }));
    this.closers.push(() => writing.settled());
    const progress = await this.fold({ url, log, decoder: writing.codec });
    const entities = inventory.features.flatMap(({ projections = [] }) => projections.flatMap(({ tables }) => tables));
    const tenantReader = await TenantReader.open(url, { entities, poolSize: 4, onError: onFault });
    this.closers.push(() => tenantReader.close());
    const platformReader = await PlatformReader.open(url, { entities, onError: onFault });
    this.closers.push(() => platformReader.close());
    const parts = {
      ...writing,
      log,
      tenantReader,
      platformReader,
      progress,
      operations: this.operations,
      parked: new ParkedWork(this.operations, new ReactorOperations(enginePool)),
      config: {},
      signingKey: signingKeyFromPem(newSigningKeyPem()),
      sender: { send: () => Promise.reject(new Error('inventory sends nothing')) },
    };
    this.application = await NestFactory.createApplicationContext(serviceModule(inventory, parts), { logger: false });
    this.closers.push(() => this.application.close());
    this.dispatcher = this.application.get(ServiceDispatcher, { strict: false });
  }

  private async fold({
    url,
    log,
    decoder,
  }: Pick<ConstructorParameters<typeof ProjectionEngine>[0], 'url' | 'log' | 'decoder'>): Promise<ProjectionEngine> {
    const onFault = (error: unknown) => void this.faults.push(error);
    const reader = new LogReader(log, { onFault });
    this.closers.push(() => reader.close());
    const projections = inventory.features.flatMap((feature) => feature.projections ?? []);
    const engine = new ProjectionEngine({ url, log, reader, decoder, projections, onFault });
    this.closers.push(() => engine.stop());
    await engine.start();
    this.operations = new ProjectionOperations({ url, log, onFault });
    this.closers.push(() => this.operations.close());
    return engine;
  }
}

function contextOf({ tenantId, commandId = randomUUID(), now = new Date().toISOString() }: Sent): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId,
    commandId,
    now,
    requestId,
    correlationId: requestId,
    causationId: requestId,
    actor: ACTOR,
    deadline: Date.now() + PATIENCE_MS,
  };
}

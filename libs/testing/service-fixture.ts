import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import type { DomainEvent } from '#contracts/declare/event';
import type { RowsDone } from '#contracts/imports/rows-done';
import { PostgresEventLog, streamName, type Position, type RecordedEvent, type Revision } from '#libs/event-log';
import {
  PostgresSnapshots,
  ReactorOperations,
  StateCache,
  StateWaits,
  createCommands,
  type Checked,
  type Commands,
  type EventCodec,
  type Recorded,
  type Writing,
} from '#libs/event-sourcing';
import { newSigningKeyPem, signingKeyFromPem, type CommandContext } from '#libs/identity';
import {
  Erasures,
  erasureFolder,
  type ErasingService,
  type ErasuresOptions,
  type PersonalProjection,
} from '#libs/erasure';
import { openImports, type ImportParts, type OpenImports, type OpenImportsOptions } from '#libs/imports';
import { MailOperations } from '#libs/mail';
import { MasterKeys, PlatformKeys, ReservedNames, SubjectKeys } from '#libs/privacy';
import { LogReader, ProjectionEngine, ProjectionOperations } from '#libs/projections';
import { PlatformReader, ROLES, TenantReader, migrate, rolePool, type Role } from '#libs/read-models';
import {
  ParkedWork,
  ServiceDispatcher,
  migrationsOf,
  personalProjections,
  projectionsOf,
  serviceModule,
  type Outcome,
  type ServiceDefinition,
  type ServiceParts,
  type ServiceSender,
} from '#libs/runtime';
import { openSchedules, scheduleMigrations, type Schedules, type SchedulesOptions } from '#libs/schedules';
import { openStorage, type Storage } from '#libs/storage';
import { commandContext } from './command-context';
import { JobRuns, type JobRunsOptions } from './job-runs';
import { databaseWith } from './migrated-database';

const TIMEOUT_MS = 30_000;
const POOL_SIZE = 4;

export interface ServiceFixtureOptions {
  readonly config?: object;
  /** The answers of other services. Default: there is no bus. */
  readonly sender?: ServiceSender;
  /** The size of the cache of folded streams; small, when they are to be read and folded anew. */
  readonly cacheBytes?: number;
}

/** The places where a fixture keeps its data. */
interface FixturePlace {
  readonly databaseUrl: string;
  readonly superuserUrl: string;
  readonly folder: string;
  /** In hexadecimal. */
  readonly masterKey: string;
}

/** A stream of one organisation. */
export interface StreamOf {
  readonly tenantId: string;
  readonly id: string;
}

/**
 * A whole service on a real database, called as its transport calls it, without a bus. A service's own fixture extends
 * this with the steps that its specs share.
 */
export class ServiceFixture {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private readonly administrator = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;
  /** Of each organisation's last command. */
  private readonly last = new Map<string, Position>();
  private dispatcher!: ServiceDispatcher;
  private writing!: Writing;
  private openWriting!: (log: PostgresEventLog) => Writing;
  private engine!: ProjectionEngine;
  private projectorPool!: Pool;
  protected keys!: SubjectKeys;
  private personal!: readonly PersonalProjection[];
  private platformKeys!: PlatformKeys;
  private tenantReader!: TenantReader;
  storage!: Storage;
  protected place!: FixturePlace;
  protected reader!: LogReader;
  log!: PostgresEventLog;
  operations!: ProjectionOperations;
  /** As the service itself, when it has secret tables. */
  database!: Pool;
  /** Makes the read models look as if they were behind. */
  lagging = false;
  /** Faults that the service recovered from by itself. */
  readonly faults: unknown[] = [];

  protected constructor(
    private readonly definition: ServiceDefinition,
    private readonly options: ServiceFixtureOptions = {},
  ) {}

  get commands(): Commands {
    return this.writing.commands;
  }

  protected get codec(): EventCodec {
    return this.writing.codec;
  }

  /** The parts that the service's commands and handlers are given. */
  get parts(): ServiceParts {
    return this.dispatcher.parts;
  }

  /** The parts of one more process of the service on the same log, which shares no state with this one. */
  replica(): ServiceParts {
    const log = this.openLog();
    const writing = this.openWriting(log);
    return { ...this.parts, ...writing, log, waits: new StateWaits(this.reader, writing.commands) };
  }

  /** The part of a class. */
  get<Part>(part: Type<Part>): Part {
    const found = Object.values(this.parts).find((each) => each instanceof part);
    if (!found) throw new TypeError(`${this.definition.name} has no part that is a ${part.name}`);
    return found as Part;
  }

  /**
   * Carries out a command, or answers a query when its projections have reached the organisation's last command. By
   * default an administrator asks, the same one each time, in the platform.
   *
   * @throws Error where the projections do not get there in time
   */
  async ask<Answer extends object>(
    contract: ContractClass,
    payload: object,
    by: Partial<CommandContext> = {},
  ): Promise<Answer> {
    const context = commandContext({ actor: this.administrator, ...by });
    const { tenantId } = context;
    const last = this.last.get(tenantId);
    const waitFor = contractOf(contract).kind === 'query' ? last : undefined;
    const { answer, position, stale } = await this.dispatch(contract, payload, context, waitFor);
    if (stale) throw new Error('the read models did not reach the last command in time');
    if (position !== undefined && position > (last ?? '')) this.last.set(tenantId, position);
    return answer as Answer;
  }

  /**
   * Decides a command without appending its events.
   * @throws DomainError as the command would
   */
  check(contract: ContractClass, payload: object, by: Partial<CommandContext> = {}): Promise<Checked | RowsDone> {
    return this.dispatcher.check(contract, payload, commandContext({ actor: this.administrator, ...by }));
  }

  /** `waitFor`: the position that a query's projections have to reach first. */
  dispatch(contract: ContractClass, payload: object, context: CommandContext, waitFor?: Position) {
    return this.dispatcher.dispatch(contract, payload, context, waitFor) as Promise<
      Outcome & { readonly stale?: boolean }
    >;
  }

  /** Appends to a stream as another service would; returns the last position. */
  async append(
    category: string,
    { tenantId, id }: StreamOf,
    events: readonly DomainEvent[],
    {
      expected = 'none',
      context = {},
    }: { readonly expected?: Revision; readonly context?: Partial<CommandContext> } = {},
  ): Promise<Position> {
    const encoded = await this.codec.encode(events, commandContext({ tenantId, ...context }));
    const result = await this.log.append(streamName(category, tenantId, id), encoded, { expected });
    if (result.outcome === 'conflict') throw new Error(`${category} ${id} is not where it was expected`);
    return result.position;
  }

  /** The events of a stream. */
  async recorded(category: string, { tenantId, id }: StreamOf): Promise<readonly Recorded[]> {
    const found: RecordedEvent[] = [];
    for await (const event of this.log.readStream(streamName(category, tenantId, id))) found.push(event);
    return this.codec.decode(found);
  }

  /** All events of a type in the log, in order. */
  async recordedOf(type: string): Promise<readonly Recorded[]> {
    const found: RecordedEvent[] = [];
    for await (const event of this.log.readAll()) if (event.type === type) found.push(event);
    return this.codec.decode(found);
  }

  /** Waits until the read models have folded everything in the log. */
  async caughtUp(): Promise<void> {
    if (!(await this.engine.caughtUp(TIMEOUT_MS))) throw new Error('the read models did not catch up');
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  /** Leaves nothing running when the start fails. */
  protected async started(): Promise<this> {
    try {
      await this.start();
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  protected pool(role: Role): Pool {
    const connection = { role, poolSize: POOL_SIZE, applicationName: 'opsledger test' };
    return this.closing(
      rolePool(this.place.databaseUrl, connection, (error) => this.fault(error)),
      (pool) => pool.end(),
    );
  }

  /** To be closed with this, the last first. */
  protected closing<Part>(part: Part, close: (part: Part) => Promise<unknown>): Part {
    this.closers.push(() => close(part));
    return part;
  }

  /** Not started: a spec does that, with more replicas if it needs them. */
  openImports(more: Partial<OpenImportsOptions> & { readonly through?: Partial<ImportParts> } = {}): OpenImports {
    const { through, ...options } = more;
    const { definition } = this;
    const parts: ImportParts = {
      service: definition.name,
      kinds: definition.features.flatMap(({ imports = [] }) => imports),
      storage: this.storage,
      commands: this.writing.commands,
      codec: this.codec,
      log: this.log,
      reads: this.tenantReader,
      waitFor: (names, position, timeoutMs) => this.engine.waitFor(names, position, timeoutMs),
      execute: (...command) => this.dispatch(...command),
      check: (...command) => this.dispatcher.check(...command),
      ...through,
    };
    return openImports({ pool: this.projectorPool, parts, onFault: (error) => this.fault(error), ...options });
  }

  /** Runs jobs of the service, by a clock that only the test moves, until they are stopped. */
  async runJobs(options: JobRunsOptions): Promise<JobRuns> {
    await migrate(this.place.databaseUrl, { migrations: scheduleMigrations });
    return new JobRuns((more) => this.openSchedules(more), this.projectorPool, options);
  }

  /** A replica's jobs, which look at the clock all the time. Not started: a spec does that. */
  openSchedules(more: Pick<SchedulesOptions, 'clock' | 'organizations'> & Partial<SchedulesOptions>): Schedules {
    const schedules = openSchedules({
      jobs: this.definition.features.flatMap(({ schedules: jobs = [] }) => jobs),
      pool: this.projectorPool,
      // The deadline of a run goes by the jobs' clock.
      send: (_service, contract, payload, context) =>
        this.dispatch(contract, payload, { ...context, deadline: Date.now() + TIMEOUT_MS }),
      onFault: (...fault) => this.fault(...fault),
      recheckMs: 5,
      readEveryMs: 20,
      spreadMs: 0,
      retryMs: { first: 5, longest: 20 },
      ...more,
    });
    return this.closing(schedules, (made) => made.stop());
  }

  /** The outcome of each run of jobs of an organisation, in the order of their dates. */
  async scheduledRuns(tenantId: string, job: string): Promise<readonly { on: string; outcome: string }[]> {
    const { rows } = await this.projectorPool.query<{ on: string; outcome: string }>(
      'SELECT due_on AS "on", outcome FROM engine.schedule_run WHERE tenant_id = $1 AND job = $2 ORDER BY due_on',
      [tenantId, job],
    );
    return rows;
  }

  /** Not started: a spec does that. Its service alone takes part. */
  openErasures(more: Partial<ErasuresOptions> & { readonly through?: Partial<ErasingService> } = {}): Erasures {
    const { through, ...options } = more;
    const { name } = this.definition;
    const { commands, reservations } = this.writing;
    const here: ErasingService = {
      name,
      commands,
      reservations,
      projections: this.personal,
      waitFor: (...asked) => this.engine.waitFor(...asked),
      stores: [],
      ...through,
    };
    return new Erasures({
      services: [name],
      here: [here],
      pool: this.projectorPool,
      log: this.log,
      feed: this.reader,
      keys: this.keys,
      list: erasureFolder(join(this.place.folder, 'erasures')),
      forget: (subject) => this.keys.forget(subject),
      clearWal: () => Promise.resolve('cleared'),
      onFault: (...fault) => this.fault(...fault),
      ...options,
    });
  }

  private openStorage(): void {
    const { folder } = this.place;
    const opened = openStorage({
      pool: this.projectorPool,
      keys: this.keys,
      where: { folder },
      onFault: (error) => this.fault(error),
    });
    this.storage = opened.storage;
  }

  private async start(): Promise<void> {
    const { definition } = this;
    this.personal = await personalProjections(definition);
    this.place = await this.ownPlace();
    this.log = this.openLog();
    const enginePool = this.pool(ROLES.projector);
    this.projectorPool = enginePool;
    this.write(enginePool);
    await this.fold();
    this.openStorage();
    if (definition.secretsRole) this.database = this.pool(definition.secretsRole);
    const parts = {
      service: definition.name,
      ...this.writing,
      ...(await this.readers()),
      storage: this.storage,
      imports: this.openImports().imports,
      log: this.log,
      feed: this.reader,
      progress: this.progress(),
      operations: this.operations,
      parked: new ParkedWork(this.operations, new ReactorOperations(enginePool), new MailOperations(enginePool)),
      ...(definition.secretsRole && { secretsDatabase: this.database }),
      config: this.options.config ?? {},
      signingKey: signingKeyFromPem(newSigningKeyPem()),
      platformKeys: this.platformKeys,
      subjectKeys: this.keys,
      waits: new StateWaits(this.reader, this.commands),
      sender: this.options.sender ?? { send: () => Promise.reject(new Error('there is no bus here')) },
    };
    const application = await NestFactory.createApplicationContext(serviceModule(definition, parts), { logger: false });
    this.closing(application, (made) => made.close());
    this.dispatcher = application.get(ServiceDispatcher, { strict: false });
  }

  private openLog(): PostgresEventLog {
    const { databaseUrl: url } = this.place;
    return this.closing(new PostgresEventLog({ url, role: ROLES.log }), (log) => log.close());
  }

  private write(enginePool: Pool): void {
    const masters = new MasterKeys(Buffer.from(this.place.masterKey, 'hex'));
    const keysPool = this.pool(ROLES.keyring);
    this.keys = new SubjectKeys(keysPool, masters);
    this.platformKeys = new PlatformKeys(keysPool, masters);
    const names = new ReservedNames(keysPool, masters, this.platformKeys);
    const snapshots = new PostgresSnapshots(enginePool);
    this.openWriting = (log) => {
      const { cacheBytes } = this.options;
      const writing = createCommands({
        service: this.definition.name,
        log,
        keys: this.keys,
        names,
        snapshots,
        onFault: (...fault) => this.fault(...fault),
        ...(cacheBytes !== undefined && { cache: new StateCache(cacheBytes) }),
      });
      return this.closing(writing, (made) => made.settled());
    };
    this.writing = this.openWriting(this.log);
  }

  private async ownPlace(): Promise<FixturePlace> {
    const server = this.closing(await databaseWith(migrationsOf([this.definition])), (made) => made.drop());
    const folder = await mkdtemp(join(tmpdir(), 'opsledger-storage-'));
    this.closing(folder, (made) => rm(made, { recursive: true }));
    const { url: databaseUrl, superuserUrl } = server;
    return { databaseUrl, superuserUrl, folder, masterKey: randomBytes(32).toString('hex') };
  }

  private async fold(): Promise<void> {
    const { log, codec: decoder } = this;
    const { databaseUrl: url } = this.place;
    const onFault = (error: unknown) => this.fault(error);
    const projections = projectionsOf(this.definition);
    this.reader = this.closing(new LogReader(log, { onFault }), (reader) => reader.close());
    const engine = new ProjectionEngine({ url, log, reader: this.reader, decoder, projections, onFault });
    this.engine = this.closing(engine, (made) => made.stop());
    await this.engine.start();
    this.operations = this.closing(new ProjectionOperations({ url, log, onFault }), (made) => made.close());
  }

  private async readers() {
    const { databaseUrl: url } = this.place;
    const onError = (error: unknown) => this.fault(error);
    const entities = projectionsOf(this.definition).flatMap(({ tables }) => tables);
    const tenantReader = await TenantReader.open(url, { entities, poolSize: POOL_SIZE, onError });
    this.closing(tenantReader, (reader) => reader.close());
    const platformReader = await PlatformReader.open(url, { entities, onError });
    this.closing(platformReader, (reader) => reader.close());
    this.tenantReader = tenantReader;
    return { tenantReader, platformReader };
  }

  private progress() {
    const waitFor: ProjectionEngine['waitFor'] = async (...asked) => !this.lagging && this.engine.waitFor(...asked);
    const known: ProjectionEngine['known'] = (...asked) => this.engine.known(...asked);
    return { waitFor, known, filling: () => undefined };
  }

  private fault(...fault: unknown[]): void {
    this.faults.push(...fault);
  }
}

import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { Index } from 'typeorm';
import { Event, type EventClass, type EventDeclaration, eventDeclaration } from '#contracts/declare/event';
import { on } from '#contracts/declare/on';
import {
  PostgresEventLog,
  type Position,
  canonicalJson,
  eventLogMigrations,
  streamName,
  type NewEvent,
} from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import {
  CountColumn,
  IdColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
  migrate,
  roleConnection,
} from '#libs/read-models';
import type { TestDatabase } from '#libs/testing/database';
import { MemoryKeys } from '#libs/testing/memory-keys';
import { databaseWith } from '#libs/testing/migrated-database';
import {
  AppendOnly,
  LogReader,
  type Projection,
  ProjectionEngine,
  type ProjectionEngineOptions,
  ProjectionOperations,
  change,
  projection,
  projectionMigrations,
} from '..';

const declared = {
  entity: { type: 'item', id: 'itemId' },
  action: 'test.stock.moved',
  summary: 'Stock moved',
} as const;

/** The event that the engine's tests fold. `poison` makes folds fail while `faulty.on` is set. */
@Event<Moved>({ version: 1, ...declared })
export class Moved {
  static readonly type = 'TestMoved';
  itemId!: string;
  quantity!: number;
  note!: string;
  poison?: 'throws' | 'too long' | 'foreign key' | 'doubled' | 'no key';
}

@Event<Renamed>({ version: 1, ...declared })
export class Renamed {
  static readonly type = 'TestRenamed';
  itemId!: string;
  name!: string | null;
}

/** An event that no projection here handles. */
@Event<Noted>({ version: 1, ...declared })
export class Noted {
  static readonly type = 'TestNoted';
  itemId!: string;
}

@ReadModel({ schema: 'stock', table: 'level', version: 1 })
@Index(['tenantId', 'name'])
export class Level {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TextColumn({ nullable: true }) name!: string | null;
  @QuantityColumn() onHand!: string;
  @CountColumn() moves!: number;
}

@ReadModel({ schema: 'stock', table: 'movement', version: 1 })
@Index(['tenantId', 'itemId', 'position'])
@AppendOnly()
export class Movement {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) id!: string;
  @IdColumn() itemId!: string;
  @QuantityColumn() quantity!: string;
  @TextColumn() note!: string;
  @TokenColumn() position!: string;
}

/** While it is on, poison makes folds fail. Off stands for a later release that has mended the code. */
export const faulty = { on: true };

export const levels = projection({
  name: 'level',
  service: 'stock',
  version: 1,
  tables: [Level],
  keyColumn: 'itemId',
  key: ({ data }) => {
    if (faulty.on && (data as Moved).poison === 'no key') throw new TypeError('nobody knows');
    return (data as Moved).itemId;
  },
  on: [
    on(Moved, ({ tenantId, data }) => {
      const { itemId, quantity, poison } = data;
      return [
        change(Level, { tenantId, itemId }, (row) => {
          if (faulty.on && poison === 'throws') throw new RangeError(`cannot take ${data.note}`);
          const onHand = Math.round(Number(row?.onHand ?? 0) * 1000) + quantity;
          // An item that is empty and has no name leaves no row.
          if (onHand === 0 && !row?.name) return undefined;
          const owner = faulty.on && poison === 'foreign key' ? randomUUID() : itemId;
          return {
            tenantId,
            itemId: owner,
            name: row?.name ?? null,
            onHand: String(onHand / 1000),
            moves: (row?.moves ?? 0) + 1,
          };
        }),
      ];
    }),
    on(Renamed, ({ tenantId, data: { itemId, name } }) => [
      change(Level, { tenantId, itemId }, (row) => {
        if (!row && name === null) return undefined;
        return { tenantId, itemId, onHand: '0', moves: 0, ...row, name };
      }),
    ]),
  ],
});

export const movements = projection({
  name: 'movement',
  service: 'stock',
  version: 1,
  tables: [Movement],
  keyColumn: 'itemId',
  key: ({ data }) => (data as Moved).itemId,
  on: [
    on(Moved, ({ tenantId, id, position, data }) => {
      const { itemId, quantity, note, poison } = data;
      const row = { tenantId, id, itemId, quantity: String(quantity / 1000), note, position };
      if (faulty.on && poison === 'too long') row.quantity = '1'.repeat(30);
      const add = change(Movement, { tenantId, id }, () => row);
      // Only Postgres refuses a second row with the same key.
      return faulty.on && poison === 'doubled' ? [add, add] : [add];
    }),
  ],
});

export const TENANT = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

/** A database with a log and the engine's tables, and as many engines on it as a test starts. */
export class StockFixture {
  readonly log: PostgresEventLog;
  codec: EventCodec;
  readonly operations: ProjectionOperations;
  readonly faults: unknown[] = [];
  private readonly running = new Map<ProjectionEngine, LogReader>();
  private readonly revisions = new Map<string, number>();
  private readonly connections: { end(): Promise<void> }[] = [];

  private constructor(
    readonly database: TestDatabase,
    private readonly declarationOf: (type: string) => EventDeclaration | undefined,
  ) {
    this.log = new PostgresEventLog({ url: database.url, role: 'opsledger_log', pollMs: 100 });
    this.codec = new EventCodec(new MemoryKeys(), declarationOf);
    this.operations = new ProjectionOperations({ url: database.url, log: this.log, takeUpMs: 5_000 });
  }

  static async open(
    options: {
      projections?: readonly Projection[];
      declarationOf?: typeof eventDeclaration;
      database?: TestDatabase;
    } = {},
  ): Promise<StockFixture> {
    const migrations = [...eventLogMigrations, ...projectionMigrations];
    // The engine makes the tables that are not there yet.
    const wanted = { migrations, projections: options.projections ?? [], services: [{ name: 'stock' }] };
    const database = options.database ?? (await databaseWith(wanted));
    if (options.database) await migrate(database.url, wanted);
    return new StockFixture(database, options.declarationOf ?? eventDeclaration);
  }

  async close(): Promise<void> {
    faulty.on = true;
    // The connections end first: the engines may wait for their locks.
    await Promise.all(this.connections.map((connection) => connection.end()));
    for (const engine of Array.from(this.running.keys())) await this.stop(engine);
    await this.operations.close();
    await this.log.close();
    await this.database.drop();
  }

  async start(options: Partial<ProjectionEngineOptions> = {}): Promise<ProjectionEngine> {
    const reader = new LogReader(options.log ?? this.log, { onFault: (fault) => this.faults.push(fault) });
    const engine = new ProjectionEngine({
      url: this.database.url,
      log: this.log,
      decoder: this.codec,
      projections: [levels, movements],
      onFault: (fault) => this.faults.push(fault),
      leaseMs: 1_000,
      retryMs: [1],
      ...options,
      reader,
    });
    this.running.set(engine, reader);
    await engine.start();
    return engine;
  }

  async stop(engine: ProjectionEngine): Promise<void> {
    const reader = this.running.get(engine);
    this.running.delete(engine);
    await engine.stop();
    await reader?.close();
  }

  readerOf(engine: ProjectionEngine): LogReader {
    return this.running.get(engine) as LogReader;
  }

  /** The next engine decodes events anew, as another release would. */
  forgetReaders(): void {
    this.codec = new EventCodec(new MemoryKeys(), this.declarationOf);
  }

  /** Appends one event to its item's stream. */
  append<Data extends { itemId: string }>(of: EventClass<string, Data>, data: Data, version = 1): Promise<Position> {
    return this.appendTo(data.itemId, [newEvent(of.type, data, version)]);
  }

  private async appendTo(itemId: string, events: readonly NewEvent[]): Promise<Position> {
    const expected = this.revisions.get(itemId) ?? 'none';
    const answer = await this.log.append(streamName('stock.item', TENANT, itemId), events, { expected });
    if (answer.outcome !== 'appended') throw new Error('another writer');
    this.revisions.set(itemId, answer.revision);
    return answer.position;
  }

  /** Appends many movements of one item, a thousand at a time. */
  async moveMany(itemId: string, count: number): Promise<Position> {
    let position: Position | undefined;
    for (let done = 0; done < count;) {
      const events = Array.from({ length: Math.min(1_000, count - done) }, () =>
        newEvent(Moved.type, { itemId, quantity: 1, note: 'one of many' }, 1),
      );
      position = await this.appendTo(itemId, events);
      done += events.length;
    }
    return position as Position;
  }

  move(itemId: string, quantity: number, poison?: Moved['poison']): Promise<Position> {
    return this.append<Moved>(Moved, {
      itemId,
      quantity,
      note: `note "${quantity}", \\ {}`,
      ...(poison && { poison }),
    });
  }

  /** A connection as a role; ended with the fixture. */
  async client(role: 'projector' | 'reader' | 'migrator' | 'platform' = 'projector'): Promise<Client> {
    const client = new Client(
      roleConnection(this.database.url, { role: `opsledger_${role}`, poolSize: 1, applicationName: 'test' }),
    );
    await client.connect();
    this.connections.push(client);
    return client;
  }

  async rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const pool = new Pool({
      ...roleConnection(this.database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    });
    try {
      return (await pool.query(sql, values)).rows as Row[];
    } finally {
      await pool.end();
    }
  }

  /** Runs SQL as the login of all roles, which sees what their connections do and may end them. */
  async asLogin<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const login = new Client({ connectionString: this.database.url });
    await login.connect();
    try {
      return (await login.query(sql, values)).rows as Row[];
    } finally {
      await login.end();
    }
  }

  levels(): Promise<{ itemId: string; onHand: string; moves: number; name: string | null }[]> {
    return this.rows('SELECT item_id AS "itemId", on_hand AS "onHand", moves, name FROM stock.level_v1 ORDER BY 1');
  }

  async level(itemId: string): Promise<string | undefined> {
    return (await this.levels()).find((level) => level.itemId === itemId)?.onHand;
  }
}

function newEvent(type: string, data: object, schemaVersion: number): NewEvent {
  const metadata = {
    tenantId: TENANT,
    actorId: randomUUID(),
    actorType: 'user',
    actorRoles: ['manager'],
    requestId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    occurredAt: '2026-01-01T00:00:00.000Z',
    schemaVersion,
  };
  return { id: randomUUID(), type, data: canonicalJson(data), metadata: canonicalJson(metadata) };
}

/** A value that a test knows to exist. */
export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is none');
  return value;
}

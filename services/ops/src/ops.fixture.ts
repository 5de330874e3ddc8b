import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { on } from '#contracts/declare/on';
import { OperationRequested } from '#contracts/ops/operation-events';
import { PLATFORM } from '#contracts/permissions';
import { PostgresEventLog, streamName, type RecordedEvent } from '#libs/event-log';
import { ReactorOperations, createCommands, newIdOf, type Recorded, type Writing } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { MailOperations } from '#libs/mail';
import { LogReader, ProjectionEngine, ProjectionOperations, change, projection } from '#libs/projections';
import { IdColumn, ROLES, ReadModel, TenantColumn, TextColumn, rolePool } from '#libs/read-models';
import { ParkedWork, migrationsOf, type AskedOperation } from '#libs/runtime';
import { MemoryKeys, MemoryNames } from '#libs/testing/memory-keys';
import { databaseWith } from '#libs/testing/migrated-database';
import { operators, type OperatorParts } from './operation/operate.provider';
import { operation } from './operation/operation';
import { OPERATION } from './operation/request-operation';
import { ops } from './ops.service';

@ReadModel({ schema: 'ops', table: 'request', version: 1 })
class RequestRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) operationId!: string;
  @TextColumn() operation!: string;
}

/** Whether the requests of operations can be folded. */
export const faulty = { on: false };

/** The projection to operate on: it folds the requests themselves, so that there is something to park. */
const requests = projection({
  name: 'request',
  service: 'ops',
  version: 1,
  tables: [RequestRow],
  keyColumn: 'operationId',
  key: ({ data }) => (data as OperationRequested).operationId,
  on: [
    on(OperationRequested, ({ tenantId, data: { operationId, operation: name } }) => [
      change(RequestRow, { tenantId, operationId }, () => {
        if (faulty.on) throw new RangeError('out of order');
        return { tenantId, operationId, operation: name };
      }),
    ]),
  ],
});

const OPERATOR = { id: randomUUID(), type: 'user', roles: ['super_admin'] } as const;
const PATIENCE_MS = 30_000;
const TAKE_UP_MS = 1_000;

/** Operators' work on a real database, without a bus. */
export class TestOps {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private readonly keys = new MemoryKeys();
  private log!: PostgresEventLog;
  private pool!: Pool;
  private operations!: ProjectionOperations;

  static async open(): Promise<TestOps> {
    const made = new TestOps();
    try {
      await made.start();
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  /** The parts of one process of the service, with its own memory. */
  process(): OperatorParts {
    const { operations } = this;
    return {
      commands: this.writing().commands,
      operations,
      parked: new ParkedWork(operations, new ReactorOperations(this.pool, TAKE_UP_MS), new MailOperations(this.pool)),
    };
  }

  /** A process that is killed when it has a projection operated on: before the operation, or after it. */
  killed(when: 'before' | 'after'): OperatorParts {
    const parts = this.process();
    const dying = Object.create(parts.operations) as ProjectionOperations;
    dying.pause = async (...asked) => {
      if (when === 'after') await this.operations.pause(...asked);
      throw new Error('killed');
    };
    return { ...parts, operations: dying };
  }

  async operate(asked: AskedOperation, commandId: string, parts: OperatorParts = this.process()): Promise<object> {
    return (await operators.operate(parts, asked, contextOf(commandId))).answer;
  }

  /** The log's record of an operation. */
  async recorded(commandId: string): Promise<readonly Recorded[]> {
    const stream = streamName(operation.category, PLATFORM, newIdOf(commandId, OPERATION));
    const found: RecordedEvent[] = [];
    for await (const event of this.log.readStream(stream)) found.push(event);
    return this.writing().codec.decode(found);
  }

  async rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, values)).rows;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private writing(): Writing {
    const { log, keys } = this;
    return createCommands({ service: 'ops', log, keys, names: new MemoryNames(), onFault: () => undefined });
  }

  private async start(): Promise<void> {
    const features = [...ops.features, { wirings: [], projections: [requests] }];
    const database = await databaseWith(migrationsOf([{ ...ops, features }]));
    this.closers.push(() => database.drop());
    const { url } = database;
    const onFault = (): void => undefined;
    this.pool = rolePool(url, { role: ROLES.projector, poolSize: 3, applicationName: 'opsledger test' }, onFault);
    this.closers.push(() => this.pool.end());
    const log = (this.log = new PostgresEventLog({ url, role: ROLES.log }));
    this.closers.push(() => log.close());
    this.operations = new ProjectionOperations({ url, log, onFault });
    this.closers.push(() => this.operations.close());
    await this.fold(url);
  }

  private async fold(url: string): Promise<void> {
    const { log } = this;
    const onFault = (): void => undefined;
    const decoder = this.writing().codec;
    const reader = new LogReader(log, { onFault });
    this.closers.push(() => reader.close());
    const engine = new ProjectionEngine({ url, log, reader, decoder, projections: [requests], onFault, retryMs: [1] });
    this.closers.push(() => engine.stop());
    await engine.start();
  }
}

function contextOf(commandId: string): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId: PLATFORM,
    commandId,
    now: new Date().toISOString(),
    requestId,
    correlationId: requestId,
    causationId: requestId,
    actor: OPERATOR,
    deadline: Date.now() + PATIENCE_MS,
  };
}

import { randomBytes, randomUUID } from 'node:crypto';
import type { DomainEvent } from '#contracts/event';
import { GetAuditLog, type AuditEntry } from '#contracts/audit/get-audit-log';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import type { Page } from '#contracts/list-request';
import { parse } from '#contracts/validation';
import { PostgresEventLog, streamName, type Position } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { MasterKeys, SubjectKeys } from '#libs/privacy';
import { LogReader, ProjectionEngine } from '#libs/projections';
import { ROLES, TenantReader, rolePool } from '#libs/read-models';
import { migrateFor, type Outcome } from '#libs/runtime';
import { testDatabase } from '#libs/testing';
import { audit } from './audit.service';
import { AuditTrail, GetAuditLogHandler, ListAuditLogsHandler } from './trail/audit-log.handler';

const CAUGHT_UP_MS = 20_000;

type Shown<Answer extends object> = Outcome<Answer> & { readonly stale?: boolean };

/** The whole service on a real database, without a bus; its leaves are kept from when a test says so. */
export class TestAudit {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private log!: PostgresEventLog;
  private codec!: EventCodec;
  private reader!: LogReader;
  private engine!: ProjectionEngine;
  private url!: string;
  private trail!: AuditTrail;

  static async open(): Promise<TestAudit> {
    const made = new TestAudit();
    try {
      await made.start();
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  /** Appends one event to a new stream; gives its position when the trail has it. */
  async record(tenantId: string, event: DomainEvent, by: Partial<CommandContext> = {}): Promise<Position> {
    const id = randomUUID();
    const context: CommandContext = {
      tenantId,
      commandId: id,
      now: '2026-01-31T12:00:00.000Z',
      requestId: id,
      correlationId: id,
      causationId: id,
      actor: { id: 'service:test', type: 'service', roles: [] },
      deadline: Number.MAX_SAFE_INTEGER,
      ...by,
    };
    const stream = streamName('test.thing', tenantId, id);
    const result = await this.log.append(stream, await this.codec.encode([event], context), { expected: 'none' });
    if (result.outcome === 'conflict') throw new Error('a new stream was not new');
    if (!(await this.engine.waitFor(['audit-entry'], result.position, CAUGHT_UP_MS))) throw new Error('no entry came');
    return result.position;
  }

  /** Follows the log with the leaves, as the runtime does. */
  async keepLeaves(): Promise<void> {
    for (const follower of audit.followers ?? []) {
      const pool = this.pool(ROLES.projector);
      const registration = this.reader.register(await follower(pool));
      this.closers.push(() => registration.close());
    }
  }

  list(tenantId: string, query: object = {}): Promise<Shown<Page<AuditEntry>>> {
    const payload = parse(ListAuditLogs, query);
    return new ListAuditLogsHandler(this.trail).execute({ payload, context: contextOf(tenantId) });
  }

  entry(tenantId: string, query: object): Promise<Shown<AuditEntry>> {
    const payload = parse(GetAuditLog, query);
    return new GetAuditLogHandler(this.trail).execute({ payload, context: contextOf(tenantId) });
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private pool(role: 'opsledger_keys' | 'opsledger_projector') {
    const made = rolePool(this.url, { role, poolSize: 3, applicationName: 'opsledger test' }, () => undefined);
    this.closers.push(() => made.end());
    return made;
  }

  private async start(): Promise<void> {
    const database = await testDatabase();
    this.closers.push(() => database.drop());
    const { url } = database;
    this.url = url;
    await migrateFor([audit], url);
    this.codec = new EventCodec(new SubjectKeys(this.pool(ROLES.keys), new MasterKeys(randomBytes(32))));
    this.log = new PostgresEventLog({ url, role: ROLES.log });
    this.closers.push(() => this.log.close());
    this.reader = new LogReader(this.log);
    this.closers.push(() => this.reader.close());
    const projections = audit.features.flatMap((feature) => feature.projections ?? []);
    const onFault = (): void => undefined;
    const { log, reader, codec: decoder } = this;
    this.engine = new ProjectionEngine({ url, log, reader, decoder, projections, onFault });
    this.closers.push(() => this.engine.stop());
    await this.engine.start();
    const entities = projections.flatMap(({ tables }) => tables);
    const tenantReader = await TenantReader.open(url, { entities, poolSize: 4 });
    this.closers.push(() => tenantReader.close());
    this.trail = new AuditTrail(tenantReader, this.codec);
  }
}

function contextOf(tenantId: string) {
  const id = randomUUID();
  return {
    tenantId,
    actor: { id, type: 'user', roles: ['admin'] },
    requestId: id,
    correlationId: id,
    causationId: id,
    deadline: Number.MAX_SAFE_INTEGER,
  } as const;
}

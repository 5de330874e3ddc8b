import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { MembershipGranted } from '#contracts/auth/membership-events';
import { allTopics } from '#contracts/catalogue';
import { type DomainEvent, event, eventDeclaration } from '#contracts/declare/event';
import { exampleOf } from '#contracts/declare/field';
import { ItemCreated } from '#contracts/inventory/item-events';
import { LocationCreated } from '#contracts/inventory/location-events';
import { type Position, PostgresEventLog, START, eventLogMigrations, streamName } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import { type AccessChange, identityMigrations, publishAccess } from '#libs/identity';
import type { LiveLimits } from '#libs/live';
import { projectionMigrations, servedPositions } from '#libs/projections';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { EventStream, type EventStreamOptions } from '#libs/testing/event-stream';
import { MemoryKeys } from '#libs/testing/memory-keys';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, TestGateway } from '../gateway.fixture';
import type { GatewayLimits } from '../gateway-parts';

/** A member of an organisation, with the token of a session. */
export interface LiveMember {
  readonly accountId: string;
  readonly organizationId: string;
  readonly sessionId: string;
  readonly token: string;
  /** The position of the event that made the membership. */
  readonly since: Position;
}

/** A log, checkpoints that a test sets, and gateways that stream from them. */
export class LiveWorld {
  readonly gateways: TestGateway[] = [];
  private readonly revisions = new Map<string, number>();
  private readonly codec = new EventCodec(new MemoryKeys());
  private readonly engine: Pool;

  private constructor(
    private readonly broker: TestBroker,
    private readonly database: MigratedDatabase,
    readonly log: PostgresEventLog,
  ) {
    this.engine = database.pool('opsledger_projector');
  }

  static async start(): Promise<LiveWorld> {
    const broker = await brokerAtHand().start(BUS_USERS);
    const database = await migratedDatabase([...eventLogMigrations, ...identityMigrations, ...projectionMigrations]);
    const log = new PostgresEventLog({ url: database.url, role: 'opsledger_log' });
    const world = new LiveWorld(broker, database, log);
    await world.serve(allTopics().flatMap(({ projections }) => projections));
    return world;
  }

  /** A pool as a process of its own would have it: with the rights of a process that runs no service. */
  async gateway(limits: Partial<LiveLimits> = {}, gatewayLimits: Partial<GatewayLimits> = {}): Promise<TestGateway> {
    const pools = { write: this.database.pool('opsledger_auth'), read: this.database.pool('opsledger_reader') };
    const log = new PostgresEventLog({ url: this.database.url, role: 'opsledger_log_reader' });
    const positions = (names: readonly string[]) =>
      servedPositions(async (sql, values) => (await pools.read.query<never>(sql, [...values])).rows, names);
    const gateway = await TestGateway.start(this.broker.url, pools, {}, gatewayLimits, {
      live: { log, positions, limits },
    });
    gateway.atClose(() => log.close());
    this.gateways.push(gateway);
    return gateway;
  }

  /** Makes a new member. */
  async member(organizationId: string, { roles = ['admin'] }: { readonly roles?: readonly string[] } = {}) {
    const accountId = randomUUID();
    const granted = event(MembershipGranted, {
      ...(exampleOf(MembershipGranted) as never as MembershipGranted),
      membershipId: accountId,
      organizationId,
    });
    const { position, revision } = await this.append(organizationId, organizationId, granted);
    const sessionId = randomUUID();
    const [gateway] = this.gateways;
    if (!gateway) throw new Error('no gateway would take a token');
    const token = gateway.tokenOf({ accountId, organizationId, roles, sessionId, memberSince: revision });
    return { accountId, organizationId, sessionId, token, since: position } satisfies LiveMember;
  }

  /** Returns the position; no projection has folded it. */
  async itemCreated(organizationId: string, name: string): Promise<Position> {
    const itemId = randomUUID();
    const data = { ...(exampleOf(ItemCreated) as never as ItemCreated), itemId, name };
    return (await this.append(organizationId, itemId, event(ItemCreated, data))).position;
  }

  async locationCreated(organizationId: string, name: string): Promise<Position> {
    const locationId = randomUUID();
    const data = { ...(exampleOf(LocationCreated) as never as LocationCreated), locationId, name };
    return (await this.append(organizationId, locationId, event(LocationCreated, data))).position;
  }

  /** Sets the position that read models show. Default: the head of the log. */
  async folded(through?: Position, projections: readonly string[] = []): Promise<void> {
    await this.engine.query(
      `UPDATE engine.projection_slot SET position = $1 WHERE $2::text[] = '{}' OR name = ANY ($2)`,
      [through ?? (await this.log.head()), projections],
    );
  }

  publish(change: AccessChange): Promise<void> {
    return publishAccess(this.database.pool('opsledger_auth', 1), [change]);
  }

  stream(
    gateway: TestGateway,
    { token }: Pick<LiveMember, 'token'>,
    query = '',
    options: EventStreamOptions = {},
  ): Promise<EventStream> {
    return EventStream.open(`${gateway.url}/api/v1/stream${query}`, { token, ...options });
  }

  async stop(): Promise<void> {
    for (const gateway of this.gateways) {
      const closing = gateway.close();
      // A client that was cut off may have connected again without a request: Node waits for such a connection.
      gateway.cut();
      await closing;
    }
    await this.log.close();
    await this.database.drop();
    await this.broker.stop();
  }

  private async append(organizationId: string, id: string, happened: DomainEvent) {
    const category = eventDeclaration(happened.type)?.category as string;
    const stream = streamName(category, organizationId, id);
    const before = this.revisions.get(stream) ?? -1;
    const requestId = randomUUID();
    const encoded = await this.codec.encode([happened], {
      tenantId: organizationId,
      actor: { id: randomUUID(), type: 'user', roles: [] },
      requestId,
      correlationId: requestId,
      causationId: requestId,
      commandId: requestId,
      deadline: Date.now() + 10_000,
      now: new Date().toISOString(),
    });
    const result = await this.log.append(stream, encoded, { expected: before < 0 ? 'none' : before });
    if (result.outcome !== 'appended') throw new Error(`${stream} is at ${result.actual}`);
    this.revisions.set(stream, result.revision);
    return result;
  }

  /** Writes the checkpoints in place of the processes of these projections, which are not running here. */
  private async serve(projections: readonly string[]): Promise<void> {
    await this.engine.query(
      `INSERT INTO engine.projection (name, version, service, views)
       SELECT name, 1, 'inventory', '{}' FROM unnest($1::text[]) AS name`,
      [projections],
    );
    await this.engine.query(
      `INSERT INTO engine.projection_slot (name, version, slot, role, fence, epoch, position, filled)
       SELECT name, 1, 'a', 'serving', 0, 1, $2, true FROM unnest($1::text[]) AS name`,
      [projections, START],
    );
  }
}

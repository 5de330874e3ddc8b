import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import {
  START,
  envelopeOf,
  leafHash,
  positionOf,
  printsOf,
  streamName,
  type Position,
  type RecordedEvent,
} from '#libs/event-log';
import { ROLES, rolesOf } from '#libs/read-models';
import { eventually } from '#libs/testing/eventually';
import { migratedDatabase, type MigratedDatabase } from '#libs/testing/migrated-database';
import { AuditLeaves1767225630000 } from '../migrations/1767225630000-leaves';
import { AuditTreeFaults1767225630001 } from '../migrations/1767225630001-tree-faults';
import { AddLeaves1767225630002 } from '../migrations/1767225630002-add-leaves';
import { LeafKeeper, TreeStopped } from './leaf-keeper.store';

const TENANTS = [randomUUID(), randomUUID(), randomUUID()];

function recorded(place: number, more: Partial<RecordedEvent> = {}): RecordedEvent {
  const tenantId = TENANTS[place % TENANTS.length] as string;
  return {
    stream: streamName('inventory.item', tenantId, randomUUID()),
    revision: 0,
    position: positionOf(1, place),
    id: randomUUID(),
    type: 'ItemCreated',
    recordedAt: '2026-01-31T09:30:00.000Z',
    data: `{"place":${place}}`,
    metadata: '{}',
    ...more,
  };
}

const events = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => recorded(from + n));

describe('the keeper of the leaves', () => {
  let database: MigratedDatabase;
  let pool: Pool;
  let owner: Pool;
  const leaves = async () =>
    (
      await pool.query<{ tenant_id: string; index: number; position: Position; hash: Buffer; prints: Buffer }>(
        'SELECT tenant_id, index, position, hash, prints FROM audit.leaf ORDER BY position',
      )
    ).rows;

  /** Every event has one leaf, and the trees have no gap. */
  async function expectTreesOf(all: readonly RecordedEvent[]): Promise<void> {
    const found = await leaves();
    expect(found.map(({ position }) => position)).toEqual(all.map(({ position }) => position));
    expect(found.map(({ prints }) => prints)).toEqual(all.map(printsOf));
    expect(found.map(({ hash }) => hash)).toEqual(all.map((event) => leafHash(envelopeOf(event))));
    for (const tenant of TENANTS) {
      const indexes = found.filter(({ tenant_id }) => tenant_id === tenant).map(({ index }) => index);
      expect(indexes).toEqual(indexes.map((_, index) => index));
    }
  }

  beforeEach(async () => {
    const migrations = [AuditLeaves1767225630000, AuditTreeFaults1767225630001, AddLeaves1767225630002];
    database = await migratedDatabase(migrations, [{ name: 'audit' }]);
    pool = database.pool(rolesOf('audit').projector);
    owner = database.pool(ROLES.migrator, 1);
  });
  afterEach(() => database.drop());

  it('gives every event one leaf and every tree no gap, batch after batch', async () => {
    const keeper = new LeafKeeper(pool);
    const all = events(1, 40);
    expect(await keeper.checkpoint()).toBe(START);
    await keeper.add([]);
    await keeper.add(all.slice(0, 7));
    await keeper.add(all.slice(7, 8));
    await keeper.add(all.slice(8));
    await expectTreesOf(all);
  });

  it('does so with replicas that add the same events at once, in batches of their own', async () => {
    const all = events(1, 120);
    const replica = async (size: number) => {
      const keeper = new LeafKeeper(pool);
      for (let at = 0; at < all.length; at += size) await keeper.add(all.slice(at, at + size));
    };
    await Promise.all([replica(5), replica(7), replica(11)]);
    await expectTreesOf(all);
  });

  it('leaves nothing of a batch whose connection was lost before the commit, and adds it when it is repeated', async () => {
    const all = events(1, 10);
    const keeper = new LeafKeeper(pool);
    await keeper.add(all.slice(0, 4));
    const holder = new Client({ connectionString: database.superuserUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE audit.leaf IN SHARE MODE');
    const added = keeper.add(all.slice(4)).then(
      () => true,
      () => false,
    );
    await eventually(async () => {
      const { rowCount } = await holder.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBe(1);
    });
    expect(await added).toBe(false);
    await holder.end();
    await expectTreesOf(all.slice(0, 4));
    await keeper.add(all.slice(4));
    await expectTreesOf(all);
  });

  it('begins some way before the last leaf, and skips the leaves that are there', async () => {
    const all = events(1, 10);
    await new LeafKeeper(pool).add(all);
    const keeper = new LeafKeeper(pool, 3);
    expect(await keeper.checkpoint()).toBe(positionOf(1, 6));
    await keeper.add(all.slice(6));
    await expectTreesOf(all);
  });

  it.each<[string, (known: RecordedEvent[]) => RecordedEvent[]]>([
    [
      'another event where a leaf is',
      ([first, second]) => [first as never, { ...(second as never as object), id: randomUUID() } as never],
    ],
    [
      'other data in an event',
      ([first, second]) => [first as never, { ...(second as never as object), data: '{"forged":true}' } as never],
    ],
    ['an event missing before others', (known) => known.filter((_, index) => index !== 1)],
    ['an event of another epoch', () => [recorded(1, { position: positionOf(2, 1) })]],
    [
      'an event that names no organisation',
      () => [recorded(90, { stream: streamName('inventory.item', 'nobody', '1') })],
    ],
  ])('stops every replica at %s, until the fault is removed', async (_, changed) => {
    const all = events(1, 6);
    await new LeafKeeper(pool).add(all);
    await expect(new LeafKeeper(pool).add(changed([...all]))).rejects.toThrow(TreeStopped);
    const further = recorded(100);
    await expect(new LeafKeeper(pool).add([further])).rejects.toThrow('the audit trees stand still');
    await expectTreesOf(all);
    await expect(pool.query('DELETE FROM audit.tree_fault')).rejects.toThrow('permission denied');
    await owner.query('DELETE FROM audit.tree_fault');
    await new LeafKeeper(pool).add([further]);
    await expectTreesOf([...all, further]);
  });

  it('goes on from its own last leaf when nothing else was added, and reads anew when something was', async () => {
    const all = events(1, 30);
    const [one, other] = [new LeafKeeper(pool), new LeafKeeper(pool)];
    await one.add(all.slice(0, 5));
    await one.add(all.slice(5, 10));
    await other.add(all.slice(0, 20));
    await one.add(all.slice(10, 15));
    await one.add(all.slice(15, 25));
    await other.add(all.slice(20));
    await expectTreesOf(all);
  });

  it('stops in the middle at a fault that another replica found', async () => {
    const all = events(1, 6);
    const keeper = new LeafKeeper(pool);
    await keeper.add(all.slice(0, 4));
    await expect(new LeafKeeper(pool).add([recorded(1, { data: '{"forged":true}' })])).rejects.toThrow(TreeStopped);
    await expect(keeper.add(all.slice(4))).rejects.toThrow('the audit trees stand still');
    await expectTreesOf(all.slice(0, 4));
  });

  it('refuses in the middle an event without an organisation or of another epoch', async () => {
    const keeper = new LeafKeeper(pool);
    await keeper.add(events(1, 3));
    await expect(keeper.add([recorded(7, { position: positionOf(2, 7) })])).rejects.toThrow('of another epoch');
    await owner.query('DELETE FROM audit.tree_fault');
    const nobody = recorded(8, { stream: streamName('inventory.item', 'nobody', '1') });
    await expect(keeper.add([nobody])).rejects.toThrow('names no organisation');
  });

  it('stops at an event that the trees have skipped', async () => {
    const all = events(1, 6);
    await new LeafKeeper(pool).add(all.filter((_, index) => index !== 2));
    await expect(new LeafKeeper(pool).add(all)).rejects.toThrow(`the log has an event at ${positionOf(1, 3)}`);
  });
});

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DatabaseServer } from '#libs/testing/database-server';
import { eventually } from '#libs/testing/eventually';
import { StockFixture } from '../testing/stock.fixture';

/** A server that can withhold its answers to commits: the commit is made, and its client never hears of it. */
class SecretiveServer {
  private constructor(
    readonly database: DatabaseServer,
    private readonly superuser: Client,
  ) {}

  static async start(): Promise<SecretiveServer> {
    const database = await DatabaseServer.start();
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    return new SecretiveServer(database, superuser);
  }

  /** Lets go of a lock. The statement that waits for it is committed, and loses its connection before the answer. */
  async loseAnswer(waiting: RegExp, committing: RegExp, letGo: () => Promise<unknown>): Promise<void> {
    await this.some('Lock', waiting);
    // Commits wait for a standby that never comes.
    await this.standby('nobody');
    try {
      await letGo();
      const { pid } = await this.some('IPC', committing);
      await this.superuser.query('SELECT pg_terminate_backend($1)', [pid]);
      await eventually(async () => {
        const { rows } = await this.superuser.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
        return rows.length === 0;
      });
    } finally {
      await this.standby('');
    }
  }

  end(): Promise<void> {
    return this.superuser.end();
  }

  private some(waitsFor: 'Lock' | 'IPC', statement: RegExp): Promise<{ pid: number }> {
    return eventually(async () => {
      const { rows } = await this.superuser.query<{ pid: number; doing: string }>(
        `SELECT pid, application_name || ': ' || query AS doing FROM pg_stat_activity WHERE wait_event_type = $1`,
        [waitsFor],
      );
      return rows.find(({ doing }) => statement.test(doing)) ?? false;
    }) as Promise<{ pid: number }>;
  }

  private async standby(names: string): Promise<void> {
    await this.superuser.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
    await this.superuser.query('SELECT pg_reload_conf()');
    if (names === '') return;
    // The setting takes effect a moment later: once a commit of the probe waits for the standby.
    const probe = new Client({ connectionString: this.database.superuserUrl, application_name: 'probe' });
    await probe.connect();
    probe.query("SELECT pg_logical_emit_message(true, 'probe', '')").then(
      () => probe.end(),
      () => undefined,
    );
    await this.some('IPC', /^probe:/);
  }
}

describe('an operation whose answer from the database was lost', () => {
  let server: SecretiveServer;
  let stock: StockFixture;
  beforeEach(async () => {
    server = await SecretiveServer.start();
    stock = await StockFixture.open({ database: server.database });
  });
  afterEach(async () => {
    await server.end();
    await stock.close();
  });
  const rebuilt = () => stock.operations.rebuilt('stock.level', () => undefined);
  /** The refusal of an operation that is asked for now and answered later. */
  const refusalOf = (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      (error: unknown) => error,
    );
  const failed = { code: 'CONFLICT', message: expect.stringMatching(/it failed/) as string };

  it('that promoted a slot: the slot serves, and can be rolled back', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    await stock.operations.rebuild('stock.level', { promote: false });
    await rebuilt();
    const reader = await stock.client('platform');
    await reader.query('BEGIN');
    await reader.query('SELECT FROM stock.level_v1');
    const refused = refusalOf(stock.operations.promote('stock.level'));
    await server.loseAnswer(/^opsledger slots: .*VIEW/, /^opsledger slots: COMMIT/, () => reader.query('COMMIT'));
    expect(await refused).toMatchObject(failed);
    expect(await stock.operations.status('stock.level')).toMatchObject({ slot: 'b' });
    expect(await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000)).toBe(true);
    expect(await stock.level(item)).toBe('2.000');
    expect(await stock.operations.rollback('stock.level')).toMatchObject({ slot: 'a' });
    expect(await stock.level(item)).toBe('2.000');
    expect(await stock.operations.drop('stock.level')).toMatchObject({ slot: 'a', rebuild: null });
  });

  it('that began a rebuild: the rebuild goes on', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    const holder = await stock.client('projector');
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE engine.projection_slot IN SHARE MODE');
    const refused = refusalOf(stock.operations.rebuild('stock.level'));
    await server.loseAnswer(/^opsledger slots: INSERT/, /^opsledger slots: COMMIT/, () => holder.query('ROLLBACK'));
    expect(await refused).toMatchObject(failed);
    expect(await rebuilt()).toMatchObject({ slot: 'b', rebuild: { state: 'promoted' } });
  });

  it('that paused a projection: it is not folded', async () => {
    const item = randomUUID();
    const engine = await stock.start();
    await engine.waitFor(['stock.level'], await stock.move(item, 1_000), 5_000);
    const holder = await stock.client('projector');
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM engine.projection_slot WHERE name = 'stock.level' FOR UPDATE`);
    const refused = refusalOf(stock.operations.pause('stock.level'));
    await server.loseAnswer(/auto_promote/, /auto_promote/, () => holder.query('ROLLBACK'));
    expect(await refused).toMatchObject(failed);
    expect(await stock.operations.status('stock.level')).toMatchObject({ state: 'paused' });
    await eventually(() => engine.gauges().some(({ projection, paused }) => projection === 'stock.level' && paused));
    const unseen = await stock.move(item, 1_000);
    expect(await engine.waitFor(['stock.movement'], unseen, 5_000)).toBe(true);
    expect(await stock.level(item)).toBe('1.000');
    await stock.operations.resume('stock.level');
    expect(await engine.waitFor(['stock.level'], unseen, 5_000)).toBe(true);
  });
});

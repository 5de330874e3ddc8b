import { randomUUID } from 'node:crypto';
import { PostgresEventLog, eventLogMigrations, streamName } from '#libs/event-log';
import { ROLES, rolePool } from '#libs/read-models';
import { eventually } from '#libs/testing/eventually';
import { migratedDatabase } from '#libs/testing/migrated-database';
import { logSlowStatements } from './slow-statements';

const linesOf = () => {
  const lines: object[] = [];
  return { lines, stop: logSlowStatements({ warn: (line: object) => lines.push(line) } as never) };
};

it('logs a statement of more than 100 ms with its text and duration, and no value; a quick one not at all', async () => {
  const database = await migratedDatabase([]);
  const { lines, stop } = linesOf();
  const connection = { role: ROLES.reader, poolSize: 1, applicationName: 'a test' };
  const pool = rolePool(database.url, connection, () => undefined);
  await pool.query('SELECT $1::text', ['quick']);
  await pool.query('SELECT $1::text,\n       pg_sleep(0.15)', ['a secret']);
  stop();
  await pool.query('SELECT pg_sleep(0.15)');
  await pool.end();
  await database.drop();
  expect(lines).toEqual([
    {
      statement: 'SELECT $1::text, pg_sleep(0.15)',
      durationMs: expect.any(Number) as number,
      application: 'a test',
      failed: false,
    },
  ]);
});

it("logs the event log's own by their names: an append, and a read", async () => {
  const database = await migratedDatabase(eventLogMigrations);
  const rival = await database.pool(ROLES.migrator, 1).connect();
  const watcher = database.pool(ROLES.migrator, 1);
  const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
  const { lines, stop } = linesOf();

  async function whileHeld(work: () => Promise<unknown>): Promise<void> {
    await rival.query('BEGIN; LOCK TABLE event_log.head IN ACCESS EXCLUSIVE MODE');
    const working = work();
    await eventually(async () => {
      const { rows } = await watcher.query(
        `SELECT FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
      );
      expect(rows).not.toEqual([]);
    });
    await rival.query('SELECT pg_sleep(0.12)');
    await rival.query('COMMIT');
    await working;
  }
  try {
    const id = randomUUID();
    const metadata = JSON.stringify({ commandId: id, tenantId: id });
    const fact = { id, type: 'Tested', data: '{"secret":"a secret"}', metadata };
    await whileHeld(() => log.append(streamName('test.thing', id, id), [fact], { expected: 'none' }));
    await whileHeld(() => log.epoch());
  } finally {
    stop();
    rival.release();
    await log.close();
    await database.drop();
  }
  const ofLog = lines.filter((line) => (line as { application: string }).application === 'opsledger event log');
  expect(ofLog).toEqual(
    ['event_log.write_one', 'event_log.read_epoch'].map((statement) => ({
      statement,
      durationMs: expect.any(Number) as number,
      application: 'opsledger event log',
      failed: false,
    })),
  );
});

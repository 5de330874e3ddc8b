import { ROLES, rolePool } from '#libs/read-models';
import { migratedDatabase } from '#libs/testing';
import { logSlowStatements } from './slow-statements';

it('logs a statement of more than 100 ms with its text and duration, and no value; a quick one not at all', async () => {
  const database = await migratedDatabase([]);
  const lines: object[] = [];
  const stop = logSlowStatements({ warn: (line: object) => lines.push(line) } as never);
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

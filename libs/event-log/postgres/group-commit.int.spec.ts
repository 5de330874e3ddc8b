import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { type NewEvent, PostgresEventLog, eventLogMigrations, placeOf, streamName } from '../index';
import { insistOnDurability } from './log-connection';

const TENANT = randomUUID();

let database: MigratedDatabase;
let log: PostgresEventLog;
let other: PostgresEventLog;

beforeAll(async () => {
  database = await migratedDatabase(eventLogMigrations);
  [log, other] = [1, 2].map(() => new PostgresEventLog({ url: database.url, role: 'opsledger_log' })) as [
    PostgresEventLog,
    PostgresEventLog,
  ];
});
afterAll(async () => {
  await Promise.all([log.close(), other.close()]);
  await database.drop();
});

const newStream = () => streamName('test.group', TENANT, randomUUID());

function newEvent(): NewEvent {
  const metadata = `{"commandId":"${randomUUID()}","tenantId":"${TENANT}"}`;
  return { id: randomUUID(), type: 'Noted', data: '{}', metadata };
}

const appended = (revision: number) => expect.objectContaining({ outcome: 'appended', revision }) as unknown;

describe('appends that arrive together', () => {
  it('are both written where the later one expects the revision that the earlier one brings about', async () => {
    const stream = newStream();
    const expectations = ['none', 0, 1] as const;
    const answers = await Promise.all(expectations.map((expected) => log.append(stream, [newEvent()], { expected })));
    expect(answers).toEqual([appended(0), appended(1), appended(2)]);
  });

  it('have one winner where they exclude each other, and its repetition gets the same answer', async () => {
    const stream = newStream();
    const [winner, ...losers] = Array.from({ length: 40 }, newEvent) as [NewEvent, ...NewEvent[]];
    const answers = await Promise.all(
      [winner, ...losers, winner].map((event) => log.append(stream, [event], { expected: 'none' })),
    );
    expect(answers.at(0)).toEqual(appended(0));
    expect(answers.at(-1)).toEqual(answers.at(0));
    expect(answers.slice(1, -1)).toEqual(losers.map(() => ({ outcome: 'conflict', actual: 0 })));
  });

  it('are told apart as repetition or conflict where another process has won', async () => {
    const stream = newStream();
    const written = newEvent();
    const first = await other.append(stream, [written], { expected: 'none' });
    await other.append(stream, [newEvent()], { expected: 0 });
    const late = [newEvent(), newEvent(), written, newEvent(), written];
    const answers = await Promise.all(late.map((event) => log.append(stream, [event], { expected: 'none' })));
    const conflict = { outcome: 'conflict', actual: 1 };
    expect(answers).toEqual([conflict, conflict, first, conflict, first]);
  });

  it('are conflicts where the stream is shorter than they expect', async () => {
    const stream = newStream();
    const answers = await Promise.all(
      [newEvent(), newEvent(), newEvent()].map((event) => log.append(stream, [event], { expected: 7 })),
    );
    expect(answers).toEqual(answers.map(() => ({ outcome: 'conflict', actual: 'none' })));
  });

  it('get positions without a gap, even when there are more than one batch takes and two processes append', async () => {
    const before = await log.head();
    const answers = await Promise.all(
      Array.from({ length: 700 }, (_, index) =>
        (index % 3 ? log : other).append(newStream(), [newEvent()], { expected: 'none' }),
      ),
    );
    const places = answers.map((answer) => (answer.outcome === 'appended' ? placeOf(answer.position) : undefined));
    const from = placeOf(before);
    expect(places.toSorted((a, b) => Number((a ?? 0n) - (b ?? 0n)))).toEqual(
      Array.from({ length: 700 }, (_, index) => from + BigInt(index + 1)),
    );
  });
});

describe('an append that Postgres refuses', () => {
  it('gets the error alone: those of the same batch are written', async () => {
    const used = newEvent();
    await other.append(newStream(), [used], { expected: 'none' });
    const appends = [newEvent(), { ...newEvent(), id: used.id }, newEvent(), newEvent()].map((event) =>
      log.append(newStream(), [event], { expected: 'none' }),
    );
    const conflict = { outcome: 'conflict', actual: 'none' };
    expect(await Promise.all(appends)).toEqual([appended(0), conflict, appended(0), appended(0)]);
  });
});

describe('the connection that appends', () => {
  it('leaves no gap after a change to a server that lacks what had been written', async () => {
    const stream = newStream();
    const written = Array.from({ length: 5 }, newEvent);
    for (const [index, event] of written.entries()) {
      await log.append(stream, [event], { expected: index === 0 ? 'none' : index - 1 });
    }
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query('ALTER TABLE event_log.event DISABLE TRIGGER USER');
    await superuser.query('DELETE FROM event_log.event WHERE stream = $1 AND revision > 2', [stream]);
    await superuser.query('ALTER TABLE event_log.event ENABLE ALWAYS TRIGGER refuse_change');
    await superuser.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'opsledger event log'",
    );
    await superuser.end();
    await eventually(async () => {
      const answer = await log.append(stream, [newEvent()], { expected: 4 });
      expect(answer).toEqual({ outcome: 'conflict', actual: 2 });
    });
    expect(await log.append(stream, [newEvent()], { expected: 2 })).toEqual(appended(3));
  });

  it.each([
    ['off', 'on'],
    ['local', 'local'],
    ['remote_apply', 'remote_apply'],
  ])('waits for the disk: where the database says %s, it says %s', async (configured, used) => {
    const client = new Client({ connectionString: database.url, options: `-c synchronous_commit=${configured}` });
    await client.connect();
    try {
      await insistOnDurability(client);
      const { rows } = await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
      expect(rows[0]?.synchronous_commit).toBe(used);
    } finally {
      await client.end();
    }
  });
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Client } from 'pg';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import {
  type NewEvent,
  PostgresEventLog,
  type RecordedEvent,
  type Revision,
  type StreamName,
  eventLogMigrations,
  streamName,
} from '../index';
import { READ_LOG, READ_STREAMS, READ_STREAM_BACKWARDS } from './event-table';

const ROLE = 'opsledger_log';
const TENANT = randomUUID();

let database: MigratedDatabase;
let log: PostgresEventLog;

beforeAll(async () => {
  database = await migratedDatabase(eventLogMigrations);
  log = new PostgresEventLog({ url: database.url, role: ROLE });
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

function newStream() {
  return streamName('test.table', TENANT, randomUUID());
}

function newEvent(change: Partial<NewEvent> = {}): NewEvent {
  const metadata = `{"commandId":"${randomUUID()}","tenantId":"${TENANT}"}`;
  return { id: randomUUID(), type: 'Noted', data: '{}', metadata, ...change };
}

async function all(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const read: RecordedEvent[] = [];
  for await (const event of events) read.push(event);
  return read;
}

describe('the table of events', () => {
  const changes = [
    'UPDATE event_log.event SET data = data',
    'DELETE FROM event_log.event',
    'TRUNCATE event_log.event',
    "UPDATE event_log.event SET data = '' WHERE false",
  ];

  it.each(changes)('refuses the role of the log: %s', async (change) => {
    await log.append(newStream(), [newEvent()], { expected: 'none' });
    await expect(database.pool(ROLE, 1).query(change)).rejects.toThrow('permission denied for table event');
  });

  it.each(changes)('refuses its owner: %s', async (change) => {
    await log.append(newStream(), [newEvent()], { expected: 'none' });
    await expect(database.pool('opsledger_migrator', 1).query(change)).rejects.toThrow('the event log is append-only');
  });

  it.each(changes)('refuses a superuser who replicates: %s', async (change) => {
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    try {
      await superuser.query("SET session_replication_role = 'replica'");
      await expect(superuser.query(change)).rejects.toThrow('the event log is append-only');
    } finally {
      await superuser.end();
    }
  });

  it('lets the role of the log change neither the epoch nor the schema', async () => {
    const pool = database.pool(ROLE, 1);
    await expect(pool.query('UPDATE event_log.head SET epoch = 2')).rejects.toThrow('permission denied');
    await expect(pool.query('CREATE TABLE event_log.other ()')).rejects.toThrow('permission denied');
    await expect(pool.query('DROP FUNCTION event_log.write_one')).rejects.toThrow('must be owner');
    await expect(pool.query('ALTER TABLE event_log.event DISABLE TRIGGER ALL')).rejects.toThrow('must be owner');
  });

  it.each(['opsledger_reader', 'opsledger_projector', 'opsledger_platform'] as const)(
    'is closed to %s',
    async (role) => {
      const pool = database.pool(role, 1);
      await expect(pool.query('SELECT FROM event_log.event')).rejects.toThrow('permission denied');
      await expect(
        pool.query("SELECT event_log.write_one('s', -1, gen_random_uuid(), 't', '{}', '{}')"),
      ).rejects.toThrow('permission denied');
    },
  );

  it('never holds an id twice: not at a later revision, not in another stream, not in the same batch', async () => {
    const [stream, other] = [newStream(), newStream()];
    const event = newEvent();
    await log.append(stream, [event], { expected: 'none' });
    expect(await log.append(stream, [event], { expected: 0 })).toEqual({ outcome: 'conflict', actual: 0 });
    expect(await log.append(other, [event], { expected: 'none' })).toEqual({ outcome: 'conflict', actual: 'none' });

    const twice = newEvent();
    const streams = [newStream(), newStream(), newStream()];
    const bystanders = Array.from({ length: 20 }, newStream);
    const answers = await Promise.all([
      log.append(stream, [newEvent()], { expected: 0 }),
      ...streams.map((name) => log.append(name, [newEvent(), twice], { expected: 'none' })),
      ...bystanders.map((name) => log.append(name, [newEvent()], { expected: 'none' })),
    ]);
    expect(answers[0]).toMatchObject({ outcome: 'appended', revision: 1 });
    expect(
      answers
        .slice(1, 4)
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['appended', 'conflict', 'conflict']);
    expect(answers.slice(4).every(({ outcome }) => outcome === 'appended')).toBe(true);
    const ids = (await all(log.readAll())).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is walked along its indexes by every read, whatever the statistics say', async () => {
    const client = await database.pool(ROLE, 1).connect();
    try {
      await client.query(
        "SET plan_cache_mode = 'force_generic_plan'; SET enable_seqscan = off; SET enable_bitmapscan = off",
      );
      const plans = [];
      for (const [name, { text }, values] of [
        ['log', READ_LOG, '0, 0, 1, 9, 100, 1000'],
        ['streams', READ_STREAMS, "'{a,b}', '{0,0}', '{9,9}', 1000"],
        ['backwards', READ_STREAM_BACKWARDS, "'a', 9, 100, 1000"],
      ] as const) {
        await client.query(`PREPARE ${name} AS ${text}`);
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE ${name} (${values})`);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      }
      expect(plans[0]).toContain('Index Scan using event_position');
      expect(plans[1]).toContain('Index Scan using event_revision');
      expect(plans[2]).toContain('Index Scan Backward using event_revision');
      for (const plan of plans) expect(plan).not.toMatch(/Seq Scan|(?<!Incremental )Sort {2}/);
    } finally {
      client.release();
    }
  });
});

describe('positions', () => {
  const append = fc.record({
    writer: fc.nat(1),
    stream: fc.nat(3),
    count: fc.integer({ min: 1, max: 3 }),
    expected: fc.oneof(fc.constant('none' as const), fc.nat(4)),
    takenId: fc.boolean(),
  });

  it('are dense and revisions are written once, whatever is appended at the same time, refused or in conflict', async () => {
    const writers = [log, new PostgresEventLog({ url: database.url, role: ROLE })];
    const taken = newEvent();
    await log.append(newStream(), [taken], { expected: 'none' });
    await fc.assert(
      fc.asyncProperty(fc.array(append, { minLength: 1, maxLength: 60 }), async (appends) => {
        const after = await log.head();
        const streams = Array.from({ length: 4 }, newStream);
        const answers = await Promise.all(
          appends.map(({ writer, stream, count, expected, takenId }) => {
            const events = [...Array.from({ length: count }, () => newEvent()), ...(takenId ? [taken] : [])];
            return (writers[writer] ?? log).append(streams[stream] as StreamName, events, { expected });
          }),
        );
        const written = await all(log.readAll({ after }));
        expect(written.map(({ position }) => Number(position.slice(5)) - Number(after.slice(5)))).toEqual(
          written.map((_, index) => index + 1),
        );
        for (const stream of streams) {
          const revisions = written.filter((event) => event.stream === stream).map(({ revision }) => revision);
          expect(revisions).toEqual([...revisions.keys()]);
        }
        const acknowledged = appends.filter((_, index) => answers[index]?.outcome === 'appended');
        expect(acknowledged.some(({ takenId }) => takenId)).toBe(false);
        expect(written).toHaveLength(acknowledged.reduce((sum, { count }) => sum + count, 0));
      }),
      { numRuns: 60, endOnFailure: true },
    );
    await writers[1]?.close();
  });

  it('carry the epoch, and a reader passes into the next epoch even where the one before had higher numbers', async () => {
    const before = await log.head();
    await database.pool('opsledger_migrator', 1).query('UPDATE event_log.head SET epoch = epoch + 1');
    const stream = newStream();
    const answer = await log.append(stream, [newEvent()], { expected: 'none' });
    await log.append(stream, [newEvent()], { expected: 0 });
    expect(await log.epoch()).toBe(2);
    expect(answer).toMatchObject({ position: `0002-${String(Number(before.slice(5)) + 1).padStart(19, '0')}` });
    expect(await all(log.readAll({ after: before }))).toHaveLength(2);
    // A consumer that had read events which the restored log does not hold.
    const beyond = `0001-${'9'.repeat(18)}0` as typeof before;
    expect(await all(log.readAll({ after: beyond }))).toHaveLength(2);
    const again = { ...newEvent(), id: (await all(log.readStream(stream)))[0]?.id as string };
    expect(await log.append(stream, [again], { expected: 'none' })).toEqual(answer);
  });
});

describe('a database whose transactions are serializable by default', () => {
  it('takes racing appends without a fault', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const faults: unknown[] = [];
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    await owner.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    const racers = [0, 1, 2].map(
      () => new PostgresEventLog({ url: database.url, role: ROLE, onFault: (fault) => faults.push(fault) }),
    );
    const stream = newStream();
    const race = async (racer: PostgresEventLog) => {
      let expected: Revision = 'none';
      for (let written = 0; written < 50;) {
        const answer = await racer.append(stream, [newEvent()], { expected });
        expected = answer.outcome === 'appended' ? answer.revision : answer.actual;
        if (answer.outcome === 'appended') written++;
      }
    };
    await Promise.all(racers.map(race));
    await Promise.all(racers.map((racer) => racer.close()));
    await owner.query(`ALTER DATABASE ${name} RESET default_transaction_isolation`);
    await owner.end();
    expect(faults).toEqual([]);
    expect((await all(log.readStream(stream))).map(({ revision }) => revision)).toEqual([...Array(150).keys()]);
  });
});

describe('a transaction that stays open', () => {
  it('holds up neither writers nor readers', async () => {
    const idle = await database.pool('opsledger_migrator', 1).connect();
    try {
      await idle.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await idle.query('SELECT count(*) FROM event_log.event');
      await idle.query('INSERT INTO event_log.head (epoch) VALUES (3) ON CONFLICT DO NOTHING');
      const stream = newStream();
      const after = await log.head();
      const seen: string[] = [];
      const ends = new AbortController();
      const reading = (async () => {
        for await (const message of log.subscribe({ after, signal: ends.signal })) {
          if (message.kind === 'event') seen.push(message.event.id);
        }
      })();
      for (let revision = -1; revision < 200; revision++) {
        const expected = revision === -1 ? 'none' : revision;
        expect(await log.append(stream, [newEvent()], { expected })).toMatchObject({ outcome: 'appended' });
      }
      await eventually(() => seen.length === 201);
      ends.abort();
      await reading;
    } finally {
      await idle.query('ROLLBACK');
      idle.release();
    }
  });
});

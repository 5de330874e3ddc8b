import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import {
  LogUnavailable,
  PostgresEventLog,
  type PostgresEventLogOptions,
  START,
  eventLogMigrations,
  streamName,
} from '../index';

const ROLE = 'opsledger_log';
const TENANT = randomUUID();
/** Longer than any test, so that only a signal can have woken the subscriber. */
const NEVER_MS = 600_000;

let database: MigratedDatabase;
const logs: PostgresEventLog[] = [];

beforeAll(async () => {
  database = await migratedDatabase(eventLogMigrations);
});
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
});
afterAll(() => database.drop());

function open(options: Partial<PostgresEventLogOptions> = {}): PostgresEventLog {
  const log = new PostgresEventLog({ url: database.url, role: ROLE, ...options });
  logs.push(log);
  return log;
}

function append(log: PostgresEventLog) {
  const metadata = `{"commandId":"${randomUUID()}","tenantId":"${TENANT}"}`;
  const event = { id: randomUUID(), type: 'Noted', data: '{}', metadata };
  return log.append(streamName('test.signal', TENANT, randomUUID()), [event], { expected: 'none' });
}

/** Counts the events that a subscriber sees, from the head on; resolves once it has caught up. */
async function watch(log: PostgresEventLog): Promise<{ events: number; caughtUp: number }> {
  const seen = { events: 0, caughtUp: 0 };
  const after = await log.head();
  void (async () => {
    for await (const { kind } of log.subscribe({ after })) seen[kind === 'event' ? 'events' : 'caughtUp']++;
  })();
  await eventually(() => seen.caughtUp === 1);
  return seen;
}

async function connections(): Promise<number> {
  const { rows } = await database
    .pool(ROLE, 1)
    .query<{ count: string }>(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'opsledger event log'",
    );
  return Number(rows[0]?.count);
}

describe('a subscriber', () => {
  it('announces what another instance appends', async () => {
    const [writer, reader] = [open({ pollMs: NEVER_MS }), open({ pollMs: NEVER_MS })];
    const seen = await watch(reader);
    for (let n = 1; n <= 20; n++) {
      await append(writer);
      await eventually(() => seen.events === n);
    }
    expect(seen.caughtUp).toBe(1);
  });

  it('finds unannounced events by polling', async () => {
    const reader = open({ pollMs: 50 });
    const seen = await watch(reader);
    await database
      .pool(ROLE, 1)
      .query('SELECT event_log.write_one($1, -1, $2, $3, $4, $5)', [
        streamName('test.signal', TENANT, randomUUID()),
        randomUUID(),
        'Noted',
        '{}',
        `{"commandId":"c","tenantId":"${TENANT}"}`,
      ]);
    await eventually(() => seen.events === 1);
  });

  it('works again after the listening connection was ended', async () => {
    const [writer, reader] = [open({ pollMs: NEVER_MS }), open({ pollMs: NEVER_MS })];
    const seen = await watch(reader);
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'opsledger event log'`,
    );
    await superuser.end();
    await eventually(() => seen.caughtUp > 1);
    await append(writer);
    await eventually(() => seen.events === 1);
  });

  it('shares one listening connection and one query with all others of its process', async () => {
    const [writer, reader] = [open(), open({ pollMs: NEVER_MS, poolSize: 2 })];
    const watching = await Promise.all(Array.from({ length: 30 }, () => watch(reader)));
    await append(writer);
    await eventually(() => watching.every(({ events }) => events === 1));
    // The writer has one that appends and one that notifies, the reader one that listens and two that read.
    expect(await connections()).toBeLessThanOrEqual(2 + 3);
  });
});

describe('notifications', () => {
  it('are sent at most once in 10 ms, however many appends there are, and not at all without any', async () => {
    const writer = open();
    const listener = new Client({ connectionString: database.url });
    await listener.connect();
    const payloads: string[] = [];
    listener.on('notification', ({ payload }) => payloads.push(payload ?? ''));
    await listener.query('LISTEN event_log');
    const began = performance.now();
    let last = START;
    while (performance.now() - began < 300) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => append(writer)));
      for (const answer of answers) if (answer.outcome === 'appended' && answer.position > last) last = answer.position;
    }
    await eventually(() => payloads.at(-1) === last);
    const elapsed = performance.now() - began;
    expect(payloads.length).toBeGreaterThan(1);
    expect(payloads.length).toBeLessThanOrEqual(elapsed / 10 + 2);
    const sent = payloads.length;
    await delay(50);
    expect(payloads.length).toBe(sent);
    await listener.end();
  });

  it('that are due when the log is closed are still sent', async () => {
    const [writer, reader] = [open(), open({ pollMs: NEVER_MS })];
    const seen = await watch(reader);
    await Promise.all(Array.from({ length: 30 }, () => append(writer)));
    await append(writer);
    await writer.close();
    await eventually(() => seen.events === 31);
  });
});

describe('when somebody holds the lock that appends need', () => {
  it('the server gives up the statement, the append fails as LogUnavailable, and is written once when it is repeated', async () => {
    const faults: string[] = [];
    const log = open({ silenceMs: 200, giveUpAfterMs: 500, onFault: ({ error }) => faults.push(error.message) });
    const holder = await database.pool(ROLE, 1).connect();
    const stream = streamName('test.signal', TENANT, randomUUID());
    const metadata = `{"commandId":"c","tenantId":"${TENANT}"}`;
    const events = [{ id: randomUUID(), type: 'Noted', data: '{}', metadata }];
    try {
      await holder.query("SELECT pg_advisory_lock(hashtextextended('opsledger event_log', 0))");
      await expect(log.append(stream, events, { expected: 'none' })).rejects.toThrow(LogUnavailable);
      expect(faults).toContain('canceling statement due to statement timeout');
    } finally {
      await holder.query('SELECT pg_advisory_unlock_all()');
      holder.release();
    }
    expect(await log.append(stream, events, { expected: 'none' })).toMatchObject({ outcome: 'appended', revision: 0 });
    const read = [];
    for await (const event of log.readStream(stream)) read.push(event);
    expect(read).toHaveLength(1);
  });
});

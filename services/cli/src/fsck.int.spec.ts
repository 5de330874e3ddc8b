import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { PostgresEventLog, type RecordedEvent, canonicalJson, positionOf, streamName } from '#libs/event-log';
import { ROLES, rolePool } from '#libs/read-models';
import { migrateFor } from '#libs/runtime/process';
import { type TestDatabase, testDatabase } from '#libs/testing/database';
import { consumersBehind } from './checkpoint-check';
import { checkLog } from './fsck';
import { storedLeaves } from './leaf-rows';
import { loadServices } from './service-tree';

const TENANT = randomUUID();
const EVENTS = 12;
const MANY = 10_000;

let database: TestDatabase;
let owner: Client;
let log: PostgresEventLog;
let events: RecordedEvent[];

const at = (place: number) => events[place - 1] as RecordedEvent;

async function findings() {
  const pool = rolePool(database.url, { role: ROLES.platform, poolSize: 1, applicationName: 'test' }, () => undefined);
  try {
    const leaves = await storedLeaves(pool);
    if (!leaves) throw new Error('there are no leaves');
    return await checkLog(log, leaves, { densePositions: true });
  } finally {
    await pool.end();
  }
}

const found = async () =>
  (await findings()).faults.map(
    ({ position, fault }) => `${position === '' ? 'log' : Number(position.slice(5))}: ${fault}`,
  );

async function addLeaves(added: readonly RecordedEvent[]): Promise<void> {
  const { services } = await loadServices(['audit']);
  const pool = rolePool(database.url, { role: ROLES.projector, poolSize: 1, applicationName: 'test' }, () => undefined);
  try {
    for (const follower of services[0]?.followers ?? []) {
      const last = added.at(-1) as RecordedEvent;
      await (await follower(pool)).handle(added, last.position);
    }
  } finally {
    await pool.end();
  }
}

async function append(stream: string, first: number, count: number): Promise<void> {
  const expected = first === 0 ? 'none' : first - 1;
  const added = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    type: 'StockReceived',
    data: canonicalJson({ movements: [{ quantity: `${first + index}.000` }] }),
    metadata: canonicalJson({ actorId: 'ada', commandId: randomUUID(), schemaVersion: 2, tenantId: TENANT }),
  }));
  await log.append(streamName('inventory.item', TENANT, stream), added, { expected });
}

/** As the owner of the database, with every right. */
async function tamper(sql: string): Promise<void> {
  await owner.query(`
    ALTER TABLE event_log.event DISABLE TRIGGER refuse_change;
    ALTER TABLE event_log.event DROP CONSTRAINT IF EXISTS event_position, DROP CONSTRAINT IF EXISTS event_id,
      DROP CONSTRAINT IF EXISTS event_revision;
    ${sql}`);
}

beforeAll(async () => {
  database = await testDatabase();
  const { services } = await loadServices(['audit']);
  await migrateFor(services, database.url);
  log = new PostgresEventLog({ url: database.url, role: ROLES.log });
  owner = new Client({ connectionString: database.superuserUrl });
  await owner.connect();
  for (const stream of ['a', 'b']) for (let n = 0; n < EVENTS / 2; n++) await append(stream, n, 1);
  events = [];
  for await (const event of log.readAll()) events.push(event);
  await addLeaves(events);
  await owner.query('CREATE TABLE public.kept AS SELECT * FROM event_log.event');
});

afterAll(async () => {
  await owner.end();
  await log.close();
  await database.drop();
});

afterEach(() =>
  tamper(`
    DELETE FROM event_log.event;
    INSERT INTO event_log.event SELECT * FROM public.kept;
    ALTER TABLE event_log.event ADD CONSTRAINT event_position PRIMARY KEY (epoch, place),
      ADD CONSTRAINT event_revision UNIQUE (stream, revision), ADD CONSTRAINT event_id UNIQUE (id)`),
);

const SET = 'UPDATE event_log.event SET';

describe('a check of the log', () => {
  it('finds nothing in an untouched log', async () => {
    expect(await findings()).toEqual({ faults: [], events: EVENTS, streams: 2, leaves: EVENTS });
  });

  it.each<[string, string, string]>([
    [
      'a quantity',
      `${SET} data = replace(data, '"3.000"', '"7.000"') WHERE place = 4`,
      '4: its data.movements[0].quantity was changed',
    ],
    [
      'an actor',
      `${SET} metadata = replace(metadata, '"ada"', '"adb"') WHERE place = 4`,
      '4: its actor (metadata.actorId) was changed',
    ],
    [
      'a version',
      `${SET} metadata = replace(metadata, '"schemaVersion":2', '"schemaVersion":3') WHERE place = 4`,
      '4: its version (metadata.schemaVersion) was changed',
    ],
    ['a type', `${SET} type = 'StockReceivee' WHERE place = 4`, '4: its type was changed'],
    [
      'a time',
      `${SET} recorded_at = recorded_at + interval '1 ms' WHERE place = ${EVENTS}`,
      `${EVENTS}: its time (recordedAt) was changed`,
    ],
    ['a revision', `${SET} revision = 99 WHERE place = 4`, '4: its revision was changed'],
    ['a stream', `${SET} stream = replace(stream, '.a', '.c') WHERE place = 4`, '4: its stream was changed'],
    [
      'a form of the same value',
      `${SET} data = data || ' ' WHERE place = 4`,
      '4: it is not the event that its leaf was made of',
    ],
    ['data that is no JSON any more', `${SET} data = 'x' || data WHERE place = 4`, '4: its data was changed'],
    [
      'a time that no calendar has',
      `${SET} recorded_at = 'infinity' WHERE place = ${EVENTS}`,
      `${EVENTS}: its time (recordedAt) was changed`,
    ],
  ])('names %s that was changed', async (_, sql, fault) => {
    await tamper(sql);
    expect(await found()).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });

  it('names an id that was changed', async () => {
    await tamper(`${SET} id = gen_random_uuid() WHERE place = 4`);
    expect(await found()).toEqual([`4: its id was changed: it was ${at(4).id}`]);
  });

  it('names metadata without its tenant', async () => {
    await tamper(`${SET} metadata = replace(metadata, 'tenantId', 'tenantIe') WHERE place = 4`);
    expect(await found()).toContain(
      `4: event ${at(4).id} is gone: it was removed, or its metadata no longer says whose it is`,
    );
  });

  it('names a position that was changed', async () => {
    await tamper(`${SET} place = 99 WHERE place = 4`);
    expect(await found()).toContain(
      `99: its position was changed: event ${at(4).id} was recorded at ${at(4).position}`,
    );
  });

  it('names an event that was removed', async () => {
    await tamper('DELETE FROM event_log.event WHERE place = 4');
    expect(await found()).toEqual(expect.arrayContaining([expect.stringContaining(`4: event ${at(4).id} is gone`)]));
  });

  it('names an event that was inserted', async () => {
    const id = randomUUID();
    await tamper(`INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
                  SELECT epoch, 0, recorded_at, '${id}', stream || 'x', 0, type, data, metadata
                    FROM event_log.event WHERE place = 1`);
    expect(await found()).toContain(`0: it was put in: no leaf was made of event ${id}`);
  });

  it('names a duplicate event', async () => {
    await tamper(`INSERT INTO event_log.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
                  SELECT epoch, ${EVENTS + 1}, recorded_at, id, stream, revision, type, data, metadata
                    FROM event_log.event WHERE place = 4`);
    expect(await found()).toContain(`${EVENTS + 1}: its revision should be ${EVENTS / 2}`);
  });

  it('names two events that were swapped', async () => {
    await tamper(`${SET} place = 7 - place WHERE place IN (3, 4)`);
    const moved = (to: number, from: number) =>
      `${to}: its position was changed: event ${at(from).id} was recorded at ${at(from).position}`;
    expect(await found()).toEqual(expect.arrayContaining([moved(3, 4), moved(4, 3)]));
  });

  it('names an event in the position of another one', async () => {
    const id = randomUUID();
    await tamper(`${SET} id = '${id}', data = '{"a":1}' WHERE place = 4`);
    expect(await found()).toEqual([
      `4: it was put in: no leaf was made of event ${id}`,
      `4: event ${at(4).id} is gone: it was removed, or its metadata no longer says whose it is`,
    ]);
  });

  it('names a lost tail in one sentence', async () => {
    await tamper('DELETE FROM event_log.event WHERE place > 9');
    expect(await found()).toEqual([
      `10: the log ends at ${at(9).position}: its tail is lost, 3 events up to ${at(EVENTS).position}`,
    ]);
  });

  it('names a log that was emptied', async () => {
    await tamper('DELETE FROM event_log.event');
    expect(await found()).toEqual([
      `log: the log is empty: ${EVENTS} events are lost, the last at ${at(EVENTS).position}`,
    ]);
  });

  it.each([-5, 2 ** 40])('accepts place %d without an error', async (place) => {
    await tamper(`${SET} place = ${place} WHERE place = 4`);
    expect((await found()).length).toBeGreaterThan(0);
  });

  it('accepts events that have no leaf yet', async () => {
    await append('c', 0, 1);
    expect(await findings()).toMatchObject({ faults: [], events: EVENTS + 1, leaves: EVENTS });
  });
});

it(`accepts an untouched log of ${MANY} events`, async () => {
  for (let n = 0; n < MANY / 1_000; n++) await append(`many-${n}`, 0, 1_000);
  const added: RecordedEvent[] = [];
  for await (const event of log.readAll({ after: positionOf(1, EVENTS) })) added.push(event);
  for (let from = 0; from < added.length; from += 5_000) await addLeaves(added.slice(from, from + 5_000));
  const all = { faults: [], events: EVENTS + MANY, streams: 2 + MANY / 1_000, leaves: EVENTS + MANY };
  expect(await findings()).toEqual(all);
});

describe('a check of the checkpoints', () => {
  const behind = async () => (await consumersBehind(database.url, log)).map(({ consumer }) => consumer);
  const at = (place: number, eventId: string) =>
    owner.query(
      `INSERT INTO engine.reactor_checkpoint (reactor, position, event_id) VALUES ('test.reactor', $1, $2)
           ON CONFLICT (reactor) DO UPDATE SET position = excluded.position, event_id = excluded.event_id`,
      [positionOf(1, place), eventId],
    );

  afterEach(() => owner.query(`DELETE FROM engine.reactor_checkpoint`));

  it('names no consumer that stands in the log', async () => {
    await at(EVENTS, events.at(-1)?.id ?? '');
    expect(await behind()).toEqual([]);
  });

  it('names a consumer that stands beyond the head, and one at an event that the log has not', async () => {
    await at(EVENTS + 1, randomUUID());
    expect(await behind()).toEqual(['test.reactor']);
    await at(EVENTS, randomUUID());
    expect(await behind()).toEqual(['test.reactor']);
  });
});

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { OrganizationCreated } from '../../../contracts/tenancy/organization-events';
import { PostgresEventLog, canonicalJson, streamName, type NewEvent } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import { MovedClock } from '../../../libs/testing/moved-clock';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { LatencyRecorder, type Latencies } from '../latency';
import { BenchPlatform, until } from '../platform';

const ORGANIZATIONS = 10_000;
const JOB = 'inventory.announce-expiries';
const HOUR = 9;
/** From the start to the hour: to fold the organisations, and to measure requests while nothing is due. */
const LEAD_MS = 300_000;
const LEAST_LEAD_MS = 60_000;
const IDLE_MS = 25_000;
const WATCHED_MS = 65_000;
const ASK_EVERY_MS = 50;
const APPENDED_AT_ONCE = 64;
const MINUTES = 5;

const ACTOR = '6f1f3d0e-8c43-4d53-9c3b-0f1d8f0c2a77';

/**
 * A job at 09:00 of very many organisations of one zone, on a platform whose clock is set to shortly before; and the
 * requests of another organisation, before and meanwhile.
 */
export const JOBS_AT_NINE: readonly BenchEntry[] = [
  {
    name: 'jobs-at-nine',
    async measure(bench) {
      const count = Math.max(100, Math.round(ORGANIZATIONS * bench.settings.scale));
      const database = await bench.server.database();
      let platform = await BenchPlatform.start(database);
      let clock: MovedClock | undefined;
      try {
        await organizationsIn(database.url, count);
        await platform.caughtUp();
        const lead = Math.max(LEAST_LEAD_MS, LEAD_MS * bench.settings.scale);
        const { dueAt, hour } = dueIn(lead);
        clock = new MovedClock(hour - lead);
        platform = await platform.restart(clock.environment);
        const runs = await Runs.open(database.superuserUrl, dueAt);
        try {
          await until(MINUTES, async () => (await runs.known()) >= count);
          bench.log(`  ${count} organisations are known ${Math.round((dueAt - Date.now()) / 1_000)} s before`);
          const idle = await requests(platform, dueAt - Date.now() - 1_000, IDLE_MS);
          if (Date.now() > dueAt) throw new Error('it took too long until the organisations were known');
          await delay(dueAt - Date.now());
          const meanwhile = await requests(platform, WATCHED_MS, WATCHED_MS);
          await until(MINUTES, async () => (await runs.done()).count >= count);
          const { seconds } = await runs.done();
          return figures(count, seconds, { idle, meanwhile });
        } finally {
          await runs.close();
        }
      } finally {
        await platform.stop();
        clock?.remove();
        await database.drop();
      }
    },
  },
];

function figures(
  count: number,
  seconds: number,
  { idle, meanwhile }: Readonly<Record<'idle' | 'meanwhile', Latencies>>,
): FigureMeasurement[] {
  return [
    {
      id: 'jobs-at-nine',
      title: `a 09:00 job of ${count} organisations in one zone: until the last is done`,
      value: seconds,
      unit: 's',
      goal: { atMost: 60 },
      detail: {},
    },
    {
      id: 'jobs-at-nine-requests',
      title: 'requests of another organisation meanwhile, against idle: p99',
      value: meanwhile.p99 / idle.p99,
      unit: '×',
      goal: { atMost: 2 },
      detail: { notes: { 'idle p99, ms': idle.p99, 'meanwhile p99, ms': meanwhile.p99, requests: meanwhile.count } },
    },
  ];
}

/** The next 09:00 UTC that is further away than that, and when it is for a clock that is moved so close to it. */
function dueIn(leadMs: number): { readonly hour: number; readonly dueAt: number } {
  const now = Date.now();
  const today = new Date(now).setUTCHours(HOUR, 0, 0, 0);
  return { hour: today > now + leadMs ? today : today + 86_400_000, dueAt: now + leadMs };
}

/** As tenancy records them, and without people. */
async function organizationsIn(url: string, count: number): Promise<void> {
  const log = new PostgresEventLog({ url, role: ROLES.log });
  const append = async (index: number): Promise<void> => {
    const id = randomUUID();
    const stream = streamName('tenancy.organization', id, id);
    const answer = await log.append(stream, [organizationCreated(id, index)], { expected: 'none' });
    if (answer.outcome !== 'appended') throw new Error(`${stream} is not empty`);
  };
  for (let index = 0; index < count; index += APPENDED_AT_ONCE) {
    const some = Array.from({ length: Math.min(APPENDED_AT_ONCE, count - index) }, (_, at) => append(index + at));
    await Promise.all(some);
  }
  await log.close();
}

function organizationCreated(organizationId: string, index: number): NewEvent {
  const id = randomUUID();
  const data: OrganizationCreated = {
    organizationId,
    slug: `bench-org-${index}`,
    name: `Organisation ${index}`,
    type: 'company',
    tier: 'free',
    timeZone: 'UTC',
    currency: 'EUR',
    limits: { employees: null, users: null, requestsPerMinute: null },
  };
  const metadata = {
    tenantId: organizationId,
    actorId: ACTOR,
    actorType: 'user',
    actorRoles: ['super_admin'],
    requestId: id,
    correlationId: id,
    causationId: id,
    commandId: id,
    occurredAt: new Date().toISOString(),
    schemaVersion: 1,
    action: 'organization.created',
    entityType: 'organization',
    entityId: organizationId,
  };
  return { id, type: OrganizationCreated.type, data: canonicalJson(data), metadata: canonicalJson(metadata) };
}

/** Requests that are due by the clock, over `ms`, or less where there is less time. */
async function requests(platform: BenchPlatform, withinMs: number, ms: number): Promise<Latencies> {
  const client = platform.process.http.as(await platform.token());
  const latencies = new LatencyRecorder();
  const began = performance.now();
  const asked: Promise<void>[] = [];
  const ask = async (due: number): Promise<void> => {
    const { status } = await client.get('items?limit=1');
    if (status !== 200) throw new Error(`items: ${status}`);
    latencies.record(performance.now() - due);
  };
  for (let due = began; due - began < Math.min(ms, withinMs); due += ASK_EVERY_MS) {
    await delay(Math.max(0, due - performance.now()));
    asked.push(ask(due));
  }
  await Promise.all(asked);
  return latencies.summary();
}

/** The runs of the job, in the table where processes take them from. */
class Runs {
  private constructor(
    private readonly client: Client,
    private readonly dueAt: number,
  ) {}

  static async open(url: string, dueAt: number): Promise<Runs> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return new Runs(client, dueAt);
  }

  async known(): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      'SELECT count(DISTINCT tenant_id)::int AS count FROM engine.schedule_run WHERE job = $1',
      [JOB],
    );
    return rows[0]?.count ?? 0;
  }

  /** Their number, and the seconds from the hour to the last of them by the clock of the database. */
  async done(): Promise<{ readonly count: number; readonly seconds: number }> {
    const { rows } = await this.client.query<{ count: number; last: Date | null }>(
      `SELECT count(*)::int AS count, max(recorded_at) AS last
         FROM engine.schedule_run WHERE job = $1 AND outcome = 'done'`,
      [JOB],
    );
    const [row] = rows;
    return { count: row?.count ?? 0, seconds: ((row?.last?.getTime() ?? NaN) - this.dueAt) / 1_000 };
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

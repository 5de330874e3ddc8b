import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpAnswer, HttpClient } from '../../../libs/testing/http-client';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { BenchSource, roomyOrganization, type HrCall, type RoomyOrganization } from '../hr-source';
import { KeepAliveClient } from '../http/keep-alive-client';
import { LatencyRecorder } from '../latency';
import { BenchPlatform, until } from '../platform';

const PER_SECOND = 500;
const SECONDS = 30;
const WARM_UP_SECONDS = 3;
/** The platform is killed in the middle of so many seconds. */
const KILLED_SECONDS = 10;
/** A source may call 50 times in a second. */
const SOURCES = 20;
const PEOPLE = 500;
const CONNECTIONS = 64;
const TICK_MS = 5;
const EFFECT_MINUTES = 10;

/** Calls of HR systems: their answers' times, and that each call which was acknowledged is there after a kill -9. */
export const WEBHOOKS: readonly BenchEntry[] = [
  {
    name: 'webhooks',
    async measure(bench) {
      const database = await bench.server.database();
      let platform = await BenchPlatform.start(database);
      try {
        const organization = await roomyOrganization(platform, 'bench-hr');
        const sources = await sourcesWithPeople(platform, organization);
        const { scale } = bench.settings;
        await calls(platform, sources, WARM_UP_SECONDS);
        const measured = await calls(platform, sources, Math.max(2, SECONDS * scale));
        if (measured.failed.length > 0) throw new Error(`calls were not acknowledged: ${reasonsOf(measured.failed)}`);
        const began = performance.now();
        await allInEffect(platform, organization);
        const behind = (performance.now() - began) / 1_000;
        bench.log(
          `  ${measured.acknowledged.length} calls: p99 ${measured.latencies.summary().p99.toFixed(1)} ms; done with them ${behind.toFixed(0)} s later`,
        );

        const seconds = Math.max(2, KILLED_SECONDS * scale);
        const [killed] = await Promise.all([calls(platform, sources, seconds), killedIn(platform, seconds / 2)]);
        platform = await platform.again();
        bench.log(`  killed: ${killed.acknowledged.length} calls acknowledged; ${reasonsOf(killed.failed)}`);
        const again = await resent(platform, sources, killed.failed);
        const missing = await missingOf(platform, organization, sources, [...killed.acknowledged, ...again]);
        return measurements(measured, { ...killed, missing, behind });
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

interface Calls {
  /** Of those that were acknowledged, from the moment at which each was due. */
  readonly latencies: LatencyRecorder;
  readonly acknowledged: readonly string[];
  readonly failed: readonly FailedCall[];
}

interface FailedCall extends HrCall {
  /** The status of the answer, or why there is none. */
  readonly reason: string;
}

/** `429: 3, the server closed the connection: 1` */
function reasonsOf(failed: readonly FailedCall[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of failed) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason}: ${count}`).join(', ') || 'none failed';
}

function measurements(
  { latencies }: Calls,
  { acknowledged, failed, missing, behind }: Calls & { readonly missing: number; readonly behind: number },
): FigureMeasurement[] {
  const latency = latencies.summary();
  return [
    {
      id: 'webhooks-p99',
      title: `calls of HR systems, ${PER_SECOND} a second: p99 until acknowledged`,
      value: latency.p99,
      unit: 'ms',
      goal: { atMost: 100 },
      detail: {
        sides: [{ name: 'call → acknowledged', perSecond: PER_SECOND, latency }],
        notes: { calls: latency.count, 'all have taken effect after, s': Math.round(behind) },
      },
    },
    {
      id: 'webhooks-lost',
      title: 'acknowledged calls that are lost by a kill -9 in the middle',
      value: missing,
      unit: 'calls',
      goal: { atMost: 0 },
      detail: { notes: { acknowledged: acknowledged.length, 'sent again': failed.length } },
    },
  ];
}

/** Each source has people of its own, hired long ago. */
async function sourcesWithPeople(
  platform: BenchPlatform,
  organization: RoomyOrganization,
): Promise<readonly BenchSource[]> {
  const admin = await organization.admin(platform);
  const client = await KeepAliveClient.open(platform.port);
  const sources: BenchSource[] = [];
  for (let source = 0; source < SOURCES; source++) sources.push(await BenchSource.create(admin, `bench-hr-${source}`));
  for (let person = 0; person < PEOPLE; person++) {
    const data = { firstName: 'Ada', lastName: `Person ${person}`, startsOn: '2020-01-01' };
    const hire = { type: 'hired', externalId: personOf(person), timestamp: '2020-01-01T08:00:00Z', data } as const;
    await sources[person % SOURCES]?.tell(client, hire);
  }
  client.close();
  await allInEffect(platform, organization);
  return sources;
}

const personOf = (index: number) => `P-${index % PEOPLE}`;

/** Calls that are due by the clock, whether or not the ones before are answered. */
async function calls(platform: BenchPlatform, sources: readonly BenchSource[], seconds: number): Promise<Calls> {
  const free = await Promise.all(Array.from({ length: CONNECTIONS }, () => KeepAliveClient.open(platform.port)));
  const waiting: { readonly call: HrCall; readonly source: BenchSource | undefined; readonly due: number }[] = [];
  const latencies = new LatencyRecorder();
  const acknowledged: string[] = [];
  const failed: FailedCall[] = [];
  const underWay = new Set<Promise<void>>();

  async function send(client: KeepAliveClient): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { call, source, due } = next;
      // A call that the kill cuts off counts as failed, and is sent again afterwards.
      const reason = await source?.send(client, call).then(
        ({ status }) => (status === 202 ? undefined : String(status)),
        (error: unknown) => (error as Error).message,
      );
      if (reason !== undefined) failed.push({ ...call, reason });
      else {
        latencies.record(performance.now() - due);
        acknowledged.push(call.id);
      }
    }
    free.push(client);
  }

  const started = performance.now();
  for (let index = 0; index < PER_SECOND * seconds;) {
    const due = Math.min(PER_SECOND * seconds, Math.floor(((performance.now() - started) / 1_000) * PER_SECOND));
    for (; index < due; index++) {
      const call = { id: randomUUID(), type: 'changed', externalId: personOf(index), data: { lastName: `L ${index}` } };
      waiting.push({
        call: call as HrCall,
        source: sources[index % SOURCES],
        due: started + (index / PER_SECOND) * 1_000,
      });
    }
    while (waiting.length > 0 && free.length > 0) {
      const sending = send(free.shift() as KeepAliveClient).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    await delay(TICK_MS);
  }
  await Promise.all(underWay);
  for (const client of free) client.close();
  return { latencies, acknowledged, failed };
}

async function killedIn(platform: BenchPlatform, seconds: number): Promise<void> {
  await delay(seconds * 1_000);
  await platform.process.kill();
}

/** As their senders do with calls that were not acknowledged; returns their ids. */
async function resent(
  platform: BenchPlatform,
  sources: readonly BenchSource[],
  failed: readonly FailedCall[],
): Promise<readonly string[]> {
  const client = await KeepAliveClient.open(platform.port);
  for (const call of failed) {
    const source = sources[Number(call.externalId.slice(2)) % SOURCES];
    for (;;) {
      const answer = await source?.send(client, call);
      if (answer?.status === 202) break;
      if (answer?.status !== 429 && answer?.status !== 503) throw new Error(`sent again: ${answer?.status}`);
      await delay(100);
    }
  }
  client.close();
  return failed.map(({ id }) => id);
}

/** Until no acknowledged call waits to be processed. */
async function allInEffect(platform: BenchPlatform, organization: RoomyOrganization): Promise<void> {
  await platform.caughtUp();
  const admin = await organization.admin(platform);
  await until(EFFECT_MINUTES, async () => {
    const { status, body } = await admin.get<Deliveries>('webhook-deliveries?status=accepted&limit=1');
    return status === 200 && body.items.length === 0;
  });
}

interface Deliveries {
  readonly items: readonly { readonly reference: string | null }[];
  readonly nextCursor: string | null;
}

async function missingOf(
  platform: BenchPlatform,
  organization: RoomyOrganization,
  sources: readonly BenchSource[],
  ids: readonly string[],
): Promise<number> {
  await platform.caughtUp();
  const admin = await organization.admin(platform);
  const missing = new Set(ids);
  for (const { id } of sources) for (const each of await referencesOf(admin, id)) missing.delete(each);
  return missing.size;
}

async function referencesOf(admin: HttpClient, sourceId: string): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body }: HttpAnswer<Deliveries> = await admin.get(
      `webhook-deliveries?sourceId=${sourceId}&limit=200${page}`,
    );
    if (status !== 200) throw new Error(`webhook-deliveries: ${status} ${JSON.stringify(body)}`);
    found.push(...body.items.flatMap(({ reference }) => reference ?? []));
    cursor = body.nextCursor;
  }
  return found;
}

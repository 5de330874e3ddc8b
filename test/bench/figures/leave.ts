import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpClient } from '../../../libs/testing/http-client';
import { PASSWORD, signIn } from '../../../libs/testing/organization';
import type { BenchEntry } from '../figure';
import { BenchSource, roomyOrganization } from '../hr-source';
import { KeepAliveClient } from '../http/keep-alive-client';
import { BenchPlatform, until } from '../platform';

const LEAVERS = 50;
/** From the last announcement to the instant at which all of them leave. */
const AHEAD_MS = 3_000;
/** Between two requests with one token. */
const ASK_EVERY_MS = 20;
const GIVE_UP_MS = 30_000;

/** Tokens of users whose access ends at one instant: how long after it the last request is accepted. */
export const LEAVE: readonly BenchEntry[] = [
  {
    name: 'leave',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      try {
        const organization = await roomyOrganization(platform, 'bench-leave');
        const admin = await organization.admin(platform);
        const source = await BenchSource.create(admin, 'bench-leave-hr');
        const client = await KeepAliveClient.open(platform.port);
        const count = Math.max(5, Math.round(LEAVERS * bench.settings.scale));
        const leavers: HttpClient[] = [];
        for (let leaver = 0; leaver < count; leaver++) {
          leavers.push(await aLeaver(platform, { admin, source, client }, leaver));
        }
        await platform.caughtUp();
        // All are announced well before the instant.
        const instant = Date.now() + AHEAD_MS + count * 50;
        const timestamp = new Date(instant).toISOString();
        for (let leaver = 0; leaver < count; leaver++) {
          await source.tell(client, { type: 'access_revoked', externalId: `L-${leaver}`, timestamp });
        }
        client.close();
        if (Date.now() > instant - 500) throw new Error('the announcements took too long');
        const late = await Promise.all(leavers.map((leaver) => acceptedUntil(leaver, instant)));
        late.sort((one, other) => one - other);
        return [
          {
            id: 'leave-refused',
            title: `access of ${count} users ends → the last request that was accepted`,
            value: Math.max(0, ...late) / 1_000,
            unit: 's',
            goal: { atMost: 1 },
            detail: { notes: { 'median, ms': Math.round(late[late.length >> 1] ?? NaN) } },
          },
        ];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

interface Hiring {
  readonly admin: HttpClient;
  readonly source: BenchSource;
  readonly client: KeepAliveClient;
}

/** An employee of the source who has signed in. */
async function aLeaver(
  { process: { http } }: BenchPlatform,
  { admin, source, client }: Hiring,
  leaver: number,
): Promise<HttpClient> {
  const email = `leaver-${leaver}@bench-leave.test`;
  const user = { email, name: 'Ada', password: PASSWORD, roles: ['viewer'] };
  const { status, body } = await admin.post<{ id: string }>('users', user);
  if (status !== 201) throw new Error(`users: ${status}`);
  const externalId = `L-${leaver}`;
  const data = { firstName: 'Ada', lastName: `Leaver ${leaver}`, startsOn: '2020-01-01' };
  await source.tell(client, { type: 'hired', externalId, timestamp: '2020-01-01T08:00:00Z', data });
  let employeeId = '';
  await until(1, async () => {
    const answer = await admin.get<{ items: { id: string }[] }>(`employees?externalId=${externalId}`);
    employeeId = answer.body.items[0]?.id ?? '';
    return employeeId !== '';
  });
  const linked = await admin.put(`employees/${employeeId}/user`, { userId: body.id });
  if (linked.status !== 200) throw new Error(`employees: ${linked.status} ${JSON.stringify(linked.body)}`);
  return signIn(http, email);
}

/** The start of the last request that was accepted, in milliseconds after the instant. */
async function acceptedUntil(leaver: HttpClient, instant: number): Promise<number> {
  const began = performance.now();
  const beganAt = Date.now();
  let accepted = Number.NEGATIVE_INFINITY;
  for (;;) {
    const asked = beganAt + (performance.now() - began);
    const { status } = await leaver.get('items?limit=1');
    if (status === 401) {
      if (Date.now() < instant) throw new Error('refused before the instant');
      return accepted - instant;
    }
    if (status !== 200) throw new Error(`items: ${status}`);
    accepted = asked;
    if (asked > instant + GIVE_UP_MS) throw new Error(`accepted ${GIVE_UP_MS} ms after the instant`);
    await delay(ASK_EVERY_MS);
  }
}

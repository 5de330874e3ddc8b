import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EventStream } from '#libs/testing/event-stream';
import { eventually } from '#libs/testing/eventually';
import type { Problem } from '../http/problem';
import { type LiveMember, LiveWorld } from './live.fixture';

let world: LiveWorld;
beforeAll(async () => {
  world = await LiveWorld.start();
  await world.gateway();
  await world.gateway();
});
afterAll(() => world.stop());

const first = () => world.gateways[0] as (typeof world.gateways)[number];
const second = () => world.gateways[1] as (typeof world.gateways)[number];
const names = (messages: readonly { readonly data: Readonly<Record<string, unknown>> }[]) =>
  messages.map(({ data }) => data['name']);

/** A member whose read models show the log so far. */
async function settled(options: Parameters<LiveWorld['member']>[1] = {}): Promise<LiveMember> {
  const member = await world.member(randomUUID(), options);
  await world.folded();
  return member;
}

describe('a live stream', () => {
  it('sends a change once its read models show it, and not before', async () => {
    const member = await settled();
    const stream = await world.stream(first(), member);
    const position = await world.itemCreated(member.organizationId, 'Flour');
    const coming = stream.next();
    expect(await Promise.race([coming, delay(300, 'nothing')])).toBe('nothing');
    await world.folded();
    expect(await coming).toMatchObject({
      id: position,
      event: 'items',
      data: { action: 'item.created', id: expect.any(String), name: 'Flour', occurredAt: expect.any(String) },
    });
    stream.close();
  });

  it('carries headers against caching and buffering', async () => {
    const stream = await world.stream(first(), await settled());
    const { headers } = stream.response;
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
    stream.close();
  });

  it('keeps the order of the log across topics, whose read models are not equally far', async () => {
    const member = await settled();
    const stream = await world.stream(first(), member);
    await world.itemCreated(member.organizationId, 'one');
    await world.locationCreated(member.organizationId, 'two');
    await world.folded(undefined, ['inventory.location']);
    const coming = stream.next();
    expect(await Promise.race([coming, delay(200, 'nothing')])).toBe('nothing');
    await world.folded();
    expect(names([(await coming) ?? { data: {} }, ...(await stream.take(1))])).toEqual(['one', 'two']);
    stream.close();
  });

  it("shows nothing of another organisation's", async () => {
    const [here, there] = [await settled(), await settled()];
    const stream = await world.stream(first(), here);
    await world.itemCreated(there.organizationId, 'theirs');
    await world.itemCreated(here.organizationId, 'ours');
    await world.folded();
    expect(names(await stream.take(1))).toEqual(['ours']);
    stream.close();
  });

  it('shows the requested topics, and by default those that the roles permit', async () => {
    const counter = await settled({ roles: ['counter'] });
    const all = await world.stream(first(), counter);
    const items = await world.stream(second(), counter, '?topics=items');
    await world.locationCreated(counter.organizationId, 'shelf');
    await world.itemCreated(counter.organizationId, 'Flour');
    await world.folded();
    expect(names(await all.take(2))).toEqual(['shelf', 'Flour']);
    expect(names(await items.take(1))).toEqual(['Flour']);
    for (const stream of [all, items]) stream.close();
  });

  it('goes on where the client was, at another gateway and without a gap or a double', async () => {
    const member = await settled();
    const stream = await world.stream(first(), member);
    await world.itemCreated(member.organizationId, 'one');
    await world.itemCreated(member.organizationId, 'two');
    await world.folded();
    await stream.take(1);
    const { lastEventId } = stream;
    stream.close();
    await world.itemCreated(member.organizationId, 'three');
    await world.folded();
    for (const asked of [
      { query: '', headers: { 'Last-Event-ID': lastEventId } },
      { query: `?lastEventId=${lastEventId}`, headers: {} },
    ]) {
      const resumed = await world.stream(second(), member, asked.query, { headers: asked.headers });
      expect(names(await resumed.take(2))).toEqual(['two', 'three']);
      resumed.close();
    }
  });

  it('sends a position to resume from also while nothing happens', async () => {
    const member = await settled();
    const gateway = await world.gateway({ heartbeatMs: 20 });
    const stream = await world.stream(gateway, member);
    const reading = stream.next();
    await settled();
    const head = await world.log.head();
    await eventually(() => stream.lastEventId >= head);
    stream.close();
    await reading;
  });

  it('sends nothing from before the membership, and announces a reset', async () => {
    const member = await settled();
    const before = await world.itemCreated(member.organizationId, 'before');
    const joined = await world.member(member.organizationId);
    await world.itemCreated(member.organizationId, 'between');
    await world.folded();
    const stream = await world.stream(first(), joined, '', { headers: { 'Last-Event-ID': member.since } });
    const [reset] = await stream.take(1);
    expect(reset).toMatchObject({ event: 'reset', data: {} });
    expect(reset?.id && reset.id > before).toBe(true);
    await world.itemCreated(member.organizationId, 'after');
    await world.folded();
    expect(names(await stream.take(1))).toEqual(['after']);
    stream.close();
    // The same position is valid for a member since that time.
    const older = await world.stream(first(), member, '', { headers: { 'Last-Event-ID': member.since } });
    expect(names(await older.take(3))).toEqual(['before', 'between', 'after']);
    older.close();
  });

  it('announces a reset to a client that was away for too long, once reads show the changes', async () => {
    const member = await settled();
    const gateway = await world.gateway({ resumeEvents: 3 });
    for (const name of ['1', '2', '3', '4']) await world.itemCreated(member.organizationId, name);
    const stream = await world.stream(gateway, member, '', { headers: { 'Last-Event-ID': member.since } });
    const coming = stream.next();
    expect(await Promise.race([coming, delay(200, 'nothing')])).toBe('nothing');
    await world.folded();
    expect(await coming).toMatchObject({ event: 'reset' });
    await world.itemCreated(member.organizationId, '5');
    await world.folded();
    expect(names(await stream.take(1))).toEqual(['5']);
    stream.close();
  });
});

describe('a request for a live stream', () => {
  async function refusal(query: string, member: LiveMember, headers = {}) {
    const response = await first().request(`/api/v1/stream${query}`, { token: member.token, headers });
    const { code, errors = [] } = (await response.json()) as Problem;
    return { status: response.status, code, pointers: errors.map(({ pointer }) => pointer) };
  }

  it('is refused for a topic that does not exist, and for one that the caller may not see', async () => {
    const counter = await settled({ roles: ['counter'] });
    expect(await refusal('?topics=items,rumours', counter)).toEqual({
      status: 400,
      code: 'VALIDATION_FAILED',
      pointers: ['?topics'],
    });
    expect(await refusal('?topics=items,stock', counter)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal('?topic=items', counter)).toMatchObject({ status: 400, pointers: ['?topic'] });
  });

  it('is refused for a position that is invalid, of another epoch, or ahead of the log', async () => {
    const member = await settled();
    const head = await world.log.head();
    const beyond = `${head.slice(0, -1)}${Number(head.at(-1)) === 9 ? 'x' : '9'}`;
    for (const forged of [
      '42',
      `${head}0`,
      `0007${head.slice(4)}`,
      `0000${head.slice(4)}`,
      beyond,
      '9999-9999999999999999999',
    ]) {
      const asHeader = await refusal('', member, { 'Last-Event-ID': forged });
      expect({ forged, ...asHeader }).toMatchObject({ forged, status: 400, pointers: ['Last-Event-ID'] });
      expect(await refusal(`?lastEventId=${forged}`, member)).toMatchObject({
        status: 400,
        pointers: ['?lastEventId'],
      });
    }
  });

  it('answers HEAD with its headers, and 406 for another media type', async () => {
    const { token } = await settled();
    const head = await first().request('/api/v1/stream', { method: 'HEAD', token });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const json = await first().request('/api/v1/stream', { token, headers: { Accept: 'application/json' } });
    expect(json.status).toBe(406);
  });

  it('is refused when an account or an organisation has used its share of streams', async () => {
    const gateway = await world.gateway({}, { streams: { ofCaller: 1, ofOrganization: 2, ofAll: 100 } });
    const one = await settled();
    const [other, third] = [await world.member(one.organizationId), await world.member(one.organizationId)];
    const streams = [await world.stream(gateway, one), await world.stream(gateway, other)];
    for (const member of [one, third]) {
      expect((await gateway.request('/api/v1/stream', { token: member.token })).status).toBe(429);
    }
    for (const stream of streams) stream.close();
    await eventually(async () => {
      const again = await world.stream(gateway, third);
      again.close();
    });
  });
});

describe('a live stream ends', () => {
  const within = async (stream: EventStream): Promise<number> => {
    const started = performance.now();
    await stream.rest();
    return performance.now() - started;
  };

  it('within a second of the end of its session, its membership or its organisation, and no other does', async () => {
    const [stays, ...ending] = await Promise.all(Array.from({ length: 4 }, () => settled()));
    const other = await world.stream(first(), stays as LiveMember);
    const changes = [
      { kind: 'session', of: ({ sessionId }: LiveMember) => sessionId },
      { kind: 'membership', of: (it: LiveMember) => it.accountId },
      { kind: 'organization', of: ({ organizationId }: LiveMember) => organizationId },
    ] as const;
    for (const [index, { kind, of }] of changes.entries()) {
      const member = ending[index] as LiveMember;
      const stream = await world.stream(index % 2 === 0 ? first() : second(), member);
      await world.publish({ kind, id: of(member), version: 5, ended: true });
      expect(await within(stream)).toBeLessThan(1_000);
    }
    await world.itemCreated((stays as LiveMember).organizationId, 'still here');
    await world.folded();
    expect(names(await other.take(1))).toEqual(['still here']);
    other.close();
  });

  it('also when the client reads nothing', async () => {
    const member = await settled();
    const gateway = await world.gateway();
    const stream = await world.stream(gateway, member);
    await world.publish({ kind: 'session', id: member.sessionId, version: 5, ended: true });
    await eventually(() => gateway.openStreams === 0, { timeoutMs: 1_000 });
    await eventually(async () => (await gateway.connections()) === 0, { timeoutMs: 1_000 });
    stream.close();
  });

  it('when its token expires', async () => {
    const member = await settled();
    const { accountId, organizationId } = member;
    const lifetimeMs = 900_000 + 5_000;
    const token = first().tokenOf(
      { accountId, organizationId, roles: ['admin'], memberSince: 0 },
      Date.now() - lifetimeMs + 2_000,
    );
    const took = await within(await world.stream(first(), { token }));
    expect(took).toBeLessThan(2_500);
  });

  it('when its gateway stops', async () => {
    const gateway = await world.gateway();
    const stream = await world.stream(gateway, await settled());
    const [took] = await Promise.all([within(stream), gateway.close()]);
    expect(took).toBeLessThan(1_000);
    world.gateways.splice(world.gateways.indexOf(gateway), 1);
  });

  it('when its client is too slow to keep up, and is resumed or reset', async () => {
    const gateway = await world.gateway({ journalBytes: 200_000, resumeEvents: 100_000 });
    const member = await settled();
    const slow = await world.stream(gateway, member);
    // Large changes, so that few fill the buffers of the connection.
    const name = 'x'.repeat(20_000);
    let written = 0;
    await eventually(
      async () => {
        await Promise.all(Array.from({ length: 50 }, () => world.itemCreated(member.organizationId, name)));
        written += 50;
        await world.folded();
        return gateway.openStreams === 0;
      },
      { timeoutMs: 50_000 },
    );
    const got = await slow.rest();
    expect(got.length).toBeLessThan(written);
    const ids = got.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    const resumed = await world.stream(gateway, member, '', { headers: { 'Last-Event-ID': slow.lastEventId } });
    expect(await resumed.next()).toMatchObject({ event: 'reset' });
    resumed.close();
  });
});

describe('two gateways', () => {
  it('show each change once and in order to clients that are cut off again and again', async () => {
    const member = await settled();
    const seed = Number(process.env['OPSLEDGER_LIVE_SEED'] ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    const total = 200;
    const written = (async () => {
      for (let n = 0; n < total; n += 5) {
        await Promise.all([
          ...Array.from({ length: 5 }, (_, index) => world.itemCreated(member.organizationId, String(n + index))),
          world.itemCreated(randomUUID(), 'theirs'),
        ]);
        await world.folded();
        if (random() < 0.15) (random() < 0.5 ? first() : second()).cut();
      }
    })();
    const follow = async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      const seen = new Set<unknown>();
      let last = member.since as string;
      while (seen.size < total) {
        const gateway = random() < 0.5 ? first() : second();
        const stream = await world
          .stream(gateway, member, '', { headers: { 'Last-Event-ID': last } })
          .catch(() => undefined);
        if (!stream) continue;
        const enough = Math.ceil(random() * 60);
        for (let n = 0; n < enough && seen.size < total; n++) {
          const message = await stream.next();
          if (!message) break;
          ids.push(message.id);
          seen.add(message.data['name']);
          last = message.id;
        }
        last = stream.lastEventId > last ? stream.lastEventId : last;
        stream.close();
      }
      return ids;
    };
    const [followed] = await Promise.all([Promise.all([follow(), follow(), follow()]), written]);
    for (const ids of followed) {
      expect({ seed, count: ids.length }).toEqual({ seed, count: total });
      expect(ids).toEqual([...new Set(ids)].toSorted());
    }
  });
});

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

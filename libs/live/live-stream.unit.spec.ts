import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { type Position, positionOf } from '#libs/event-log';
import type { VerifiedToken } from '#libs/identity';
import { Journal } from './journal';
import { type LiveItem, liveItems } from './live-item';
import { LIVE_LIMITS } from './live-limits';
import { LiveStream } from './live-stream';
import { NoteWritten, TENANT, notesTopic, recordedAt } from './live.fixture';
import { PassedPositions } from './passed-positions';
import { SharedThings } from './shared-things';

const START = positionOf(1, 0);
const LATER = positionOf(1, 1);

async function openFor(roles: readonly string[], accountId: string, at: { admittedAt?: number; reset?: boolean } = {}) {
  const journal = new Journal(START, 1_000_000);
  let folded = START;
  const passed = new PassedPositions({
    projections: notesTopic.projections,
    read: (names) => Promise.resolve(new Map(names.map((name) => [name, folded] as const))),
    pollMs: 1,
    slowPollMs: 1,
    onFault: () => undefined,
  });
  const caller: VerifiedToken = {
    sub: accountId,
    type: 'user',
    organizationId: TENANT,
    roles,
    platformRoles: [],
    expiresAt: Date.now() + 60_000,
  };
  const { admittedAt = performance.now(), reset = false } = at;
  const stream = new LiveStream(
    { position: reset ? LATER : START, reset },
    {
      caller,
      tenantId: TENANT,
      topics: new Set([notesTopic]),
      journal,
      passed,
      things: new SharedThings({ read: () => Promise.resolve({}), limits: LIVE_LIMITS, onFault: () => undefined }),
      limits: { ...LIVE_LIMITS, heartbeatMs: 5 },
      admittedAt,
    },
  );
  return {
    stream,
    caller,
    journal,
    isFolded: async (through: Position): Promise<void> => {
      folded = through;
      await passed.earliest(notesTopic.projections);
    },
  };
}

async function noteOf(ownerId: string, place: number): Promise<LiveItem> {
  const data = { noteId: randomUUID(), ownerId, author: null, title: `note ${place}`, machineId: randomUUID() };
  const item = liveItems([notesTopic])(await recordedAt(place, event(NoteWritten, data)));
  if (!item) throw new Error('no topic shows it');
  return item;
}

/** The text of the first four chunks, heartbeats included. */
async function sent(stream: LiveStream): Promise<string> {
  let text = '';
  let chunks = 0;
  for await (const chunk of stream.chunks()) {
    text += chunk;
    if (++chunks === 4) break;
  }
  return text;
}

const titles = (text: string) => [...text.matchAll(/"title":"(note \d+)"/g)].map((match) => match[1]);

test('a permission bound to own things shows nothing else', async () => {
  const [own, others] = [randomUUID(), randomUUID()];
  const { stream, journal, isFolded } = await openFor(['manager'], own);
  for (const [index, owner] of [own, others, own].entries()) journal.add(await noteOf(owner, index + 1));
  await isFolded(positionOf(1, 3));
  expect(titles(await sent(stream))).toEqual(['note 1', 'note 3']);
});

test('a caller who has lost the permission is shown nothing, and the stream ends', async () => {
  const own = randomUUID();
  const { stream, caller, journal, isFolded } = await openFor(['manager'], own);
  journal.add(await noteOf(own, 1));
  await isFolded(positionOf(1, 1));
  stream.stands({ ...caller, roles: [] }, performance.now());
  expect(stream.ended.aborted).toBe(true);
  expect(titles(await sent(stream))).toEqual([]);
});

test('nothing is sent while the state of access is unknown', async () => {
  const own = randomUUID();
  const { stream, caller, journal, isFolded } = await openFor(['manager'], own, {
    admittedAt: performance.now() - 1_001,
  });
  journal.add(await noteOf(own, 1));
  await isFolded(positionOf(1, 1));
  expect(titles(await sent(stream))).toEqual([]);
  stream.stands(caller, performance.now());
  expect(titles(await sent(stream))).toEqual(['note 1']);
});

test('a client that has not been told of its reset gets no position to resume from', async () => {
  const { stream, isFolded } = await openFor(['manager'], randomUUID(), { reset: true });
  expect(await sent(stream)).not.toContain('id:');
  await isFolded(LATER);
  expect(await sent(stream)).toContain(`id: ${LATER}\nevent: reset\ndata: {}\n\n`);
});

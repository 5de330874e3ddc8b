import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { type Position, positionOf } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { Journal } from './journal';
import { liveItems } from './live-item';
import { LIVE_LIMITS, type LiveLimits } from './live-limits';
import { LiveStream } from './live-stream';
import { BoardWritten, BoardsWiped, GetBoard, TENANT, boardsTopic, recordedAt } from './live.fixture';
import { PassedPositions } from './passed-positions';
import { SharedThings, type ReadThing } from './shared-things';

const itemOf = liveItems([boardsTopic]);
const BOARD = randomUUID();
const OTHER = randomUUID();
const at = (place: number) => positionOf(1, place);

/** Boards whose changes a test writes and folds, and whose reads it answers. */
class Boards {
  readonly journal = new Journal(at(0), 1_000_000);
  readonly faults: unknown[] = [];
  readonly read = jest.fn<ReturnType<ReadThing>, Parameters<ReadThing>>();
  private readonly things: SharedThings;
  private readonly passed: PassedPositions;
  private readonly streams: LiveStream[] = [];
  private folded: Position = at(0);
  private place = 0;

  constructor(limits: Partial<LiveLimits> = {}) {
    this.read.mockImplementation(() => Promise.resolve({ text: `as of ${this.place}` }));
    const { read } = this;
    const onFault = (error: unknown) => void this.faults.push(error);
    this.things = new SharedThings({ read, limits: { ...LIVE_LIMITS, ...limits }, onFault });
    this.passed = new PassedPositions({
      projections: boardsTopic.projections,
      read: (names) => Promise.resolve(new Map(names.map((name) => [name, this.folded] as const))),
      pollMs: 1,
      slowPollMs: 1,
      onFault,
    });
  }

  async write(boardId: string, of: typeof BoardWritten | typeof BoardsWiped = BoardWritten): Promise<void> {
    const item = itemOf(await recordedAt(++this.place, event(of, { boardId })));
    if (!item) throw new Error('no topic shows it');
    this.journal.add(item);
    for (const stream of this.streams) stream.wake();
  }

  async fold(): Promise<void> {
    this.folded = at(this.place);
    await this.passed.earliest(boardsTopic.projections);
  }

  /** Opens a stream. `sent` grows with each message: the number of the change, and the text of the board that it shows. */
  follow(roles: readonly string[] = ['admin']): { readonly sent: unknown[]; readonly stream: LiveStream } {
    const caller = { sub: randomUUID(), type: 'user', organizationId: TENANT, roles, platformRoles: [] } as const;
    const { journal, passed, things } = this;
    const stream = new LiveStream(
      { position: at(0), reset: false },
      {
        caller: { ...caller, expiresAt: Date.now() + 60_000 },
        tenantId: TENANT,
        topics: new Set([boardsTopic]),
        journal,
        passed,
        things,
        limits: LIVE_LIMITS,
        admittedAt: performance.now(),
      },
    );
    this.streams.push(stream);
    const sent: unknown[] = [];
    void (async () => {
      for await (const chunk of stream.chunks()) {
        for (const [, id, data] of chunk.matchAll(/id: \d+-0*(\d+)\nevent: boards\ndata: (.*)\n/g))
          sent.push([Number(id), (JSON.parse(data ?? '') as { text?: string | null }).text]);
      }
    })();
    return { sent, stream };
  }

  async end(): Promise<void> {
    for (const stream of this.streams) stream.end();
    await this.passed.close();
  }
}

let boards: Boards;
afterEach(() => boards.end());

test('a burst is one read, for every stream, and its last change shows the thing', async () => {
  boards = new Boards();
  for (let n = 0; n < 3; n++) await boards.write(BOARD);
  const all = [boards.follow(), boards.follow()];
  await boards.fold();
  const expected = [
    [1, undefined],
    [2, undefined],
    [3, 'as of 3'],
  ];
  await eventually(() => all.every(({ sent }) => sent.length === 3));
  expect(all.map(({ sent }) => sent)).toEqual([expected, expected]);
  expect(boards.read.mock.calls).toEqual([[GetBoard, { boardId: BOARD }, TENANT]]);
});

test('a change during the read is read after it, and shown in place of the one before', async () => {
  boards = new Boards();
  const answers: ((answer: object) => void)[] = [];
  boards.read.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  const { sent } = boards.follow();
  await boards.write(BOARD);
  await boards.write(OTHER);
  await boards.fold();
  await eventually(() => answers.length === 2);
  await boards.write(BOARD);
  await boards.fold();
  answers[1]?.({ text: 'other' });
  answers[0]?.({ text: 'before' });
  await eventually(() => answers.length === 3);
  answers[2]?.({ text: 'after' });
  await eventually(() => sent.length === 3);
  expect(sent).toEqual([
    [1, undefined],
    [2, 'other'],
    [3, 'after'],
  ]);
});

test('a change is sent without a thing where that cannot be read, or where there is none', async () => {
  boards = new Boards();
  boards.read.mockRejectedValueOnce(new Error('no answer'));
  const { sent } = boards.follow();
  await boards.write(BOARD);
  await boards.fold();
  await eventually(() => sent.length === 1);
  await boards.write(BOARD);
  await boards.write(BOARD, BoardsWiped);
  await boards.fold();
  await eventually(() => sent.length === 3);
  expect(sent).toEqual([
    [1, null],
    [2, 'as of 3'],
    [3, null],
  ]);
  expect(boards.faults).toHaveLength(1);
});

test('more things than the share of an organisation are not read', async () => {
  boards = new Boards({ thingsPerSecond: 2, thingsAtOnce: 1 });
  const { sent } = boards.follow();
  for (let n = 0; n < 4; n++) await boards.write(randomUUID());
  await boards.fold();
  await eventually(() => sent.length === 4);
  expect(sent.filter((each) => (each as unknown[])[1] === null)).toHaveLength(2);
  expect(boards.read).toHaveBeenCalledTimes(2);
});

test('who loses the permission while the thing is read is sent nothing', async () => {
  boards = new Boards();
  let answer: (found: object) => void = () => undefined;
  boards.read.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const [stays, leaves] = [boards.follow(), boards.follow()];
  await boards.write(BOARD);
  await boards.fold();
  await eventually(() => boards.read.mock.calls.length === 1);
  leaves.stream.stands({ ...leaves.stream.caller, roles: [] }, performance.now());
  answer({ text: 'secret' });
  await eventually(() => stays.sent.length === 1);
  expect(leaves.sent).toEqual([]);
});

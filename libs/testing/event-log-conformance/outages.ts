import { setTimeout as delay } from 'node:timers/promises';
import {
  type AppendResult,
  type EventLog,
  LogUnavailable,
  type Position,
  type Revision,
  type StreamName,
} from '../../event-log';
import { eventually } from '../eventually';
import { type Acknowledged, contend } from './contention';
import { expectHolds, expectOrdered, readSample } from './expectations';
import { type FollowedSample, follow } from './following';
import { Sample } from './samples';
import type { SuiteContext } from './suite-context';

/** An append must be accepted within this time after the server's return. */
const ACCEPTED_WITHIN_MS = 4_000;

/** The longest that the load may take to go on, should the server be restarted meanwhile. */
const LOAD_MS = 60_000;
const WRITERS = 16;

export function describeOutages(context: () => SuiteContext): void {
  describe('when the server goes down under load', () => {
    it('and comes back, nothing acknowledged is lost or doubled, and appends are accepted again within 4 s', async () => {
      const { log, gate } = await context().openThroughGate();
      const load = await Load.on(log, context());
      for (let outage = 0; outage < 3; outage++) {
        await load.acknowledgedMore(200);
        await gate.refuse();
        await delay(500);
        await gate.admit();
        await load.acceptedWithin(ACCEPTED_WITHIN_MS);
      }
      await load.endAndCheck();
    });

    it('silently, as on a network that swallows everything, the log goes on once it is heard again', async () => {
      const { log, gate } = await context().openThroughGate({ silenceMs: 500 });
      const load = await Load.on(log, context());
      await load.acknowledgedMore(200);
      gate.freeze();
      await delay(1_500);
      gate.release();
      await load.acceptedWithin(ACCEPTED_WITHIN_MS);
      await load.endAndCheck();
    });

    it('and stays down, an append and a read fail as LogUnavailable in a bounded time, and work again afterwards', async () => {
      await context().undisturbed(async () => {
        const { log, gate } = await context().openThroughGate({ giveUpAfterMs: 500, silenceMs: 500 });
        const sample = new Sample();
        const stream = sample.stream();
        await log.append(stream, sample.events(1), { expected: 'none' });
        const events = sample.events(1);
        for (const leave of ['refuse', 'freeze'] as const) {
          if (leave === 'refuse') await gate.refuse();
          else gate.freeze();
          const began = Date.now();
          await expect(log.append(stream, events, { expected: 0 })).rejects.toThrow(LogUnavailable);
          await expect(log.head()).rejects.toThrow(LogUnavailable);
          expect(Date.now() - began).toBeLessThan(8_000);
          if (leave === 'refuse') await gate.admit();
          else gate.release();
          const answer = await eventually(() => log.append(stream, events, { expected: 0 }));
          expect(answer).toMatchObject({ outcome: 'appended', revision: 1 });
        }
      });
    });

    describeKill(context);
  });
}

/** When the server is ours, it is ended as a power cut would end it. */
function describeKill(context: () => SuiteContext): void {
  it('killed (-9) and restarted, nothing acknowledged is lost or doubled, and appends are accepted again within 4 s', async () => {
    const { server } = context().harness;
    if (!server) {
      const words = 'not run: killing the server (-9), because this harness cannot start it again';
      process.stderr.write(`${words}\n`);
      expect(context().harness.server).toBeUndefined();
      return;
    }
    const load = await Load.on(await context().open(), context());
    for (let kill = 0; kill < 3; kill++) {
      await load.acknowledgedMore(300);
      await server.kill();
      await server.start();
      await load.acceptedWithin(ACCEPTED_WITHIN_MS);
    }
    await load.endAndCheck();
  });
}

/** Writers that do not stop, some on streams of their own and some on one, and a reader that follows them. */
class Load {
  private readonly sample = new Sample();
  private readonly acknowledged: Acknowledged[] = [];
  private readonly writing: Promise<void[]>;
  private readonly following: FollowedSample;
  private stopped = false;
  private abandoned = false;

  private constructor(
    private readonly log: EventLog,
    private readonly context: SuiteContext,
    private readonly after: Position,
  ) {
    this.following = follow(log, this.sample, { after });
    const shared = this.sample.stream();
    const streams = Array.from({ length: WRITERS }, (_, n) => (n % 4 === 0 ? shared : this.sample.stream()));
    this.writing = Promise.all(streams.map((stream) => this.write(stream)));
  }

  /** On an instance that the outage hits. Nothing of it goes on when the test has ended, in any way. */
  static async on(log: EventLog, context: SuiteContext): Promise<Load> {
    const load = new Load(log, context, await log.head());
    context.atEnd(() => load.abandon());
    return load;
  }

  async acknowledgedMore(count: number): Promise<void> {
    const target = this.acknowledged.length + count;
    await eventually(() => this.acknowledged.length >= target, { timeoutMs: LOAD_MS });
  }

  /** Work begun now is acknowledged after so long, or so long after the server was last down. */
  async acceptedWithin(ms: number): Promise<void> {
    const watch = this.context.watch();
    const began = performance.now();
    let accepted = began;
    try {
      await this.append(this.sample.stream(), 'none');
      accepted = performance.now();
    } finally {
      await watch.end();
    }
    expect(accepted - Math.max(began, watch.awayAt ?? began)).toBeLessThanOrEqual(ms);
  }

  async endAndCheck(): Promise<void> {
    this.stopped = true;
    await this.writing;
    const all = await readSample(this.context.log, this.sample, this.after);
    expectOrdered(all);
    expectHolds(all, this.acknowledged);
    await this.following.seenAtLeast(all.length);
    await this.following.end();
    expect(this.following.seen).toEqual(all);
  }

  /** Also ends it when the awaited condition never came true. */
  private async abandon(): Promise<void> {
    this.stopped = true;
    this.abandoned = true;
    await Promise.allSettled([this.writing, this.following.end()]);
  }

  private async write(stream: StreamName): Promise<void> {
    let end: Revision = 'none';
    while (!this.stopped) end = await this.append(stream, end);
  }

  private async append(stream: StreamName, expected: Revision): Promise<Revision> {
    const retrying = { append: (...append: Parameters<EventLog['append']>) => this.untilAnswered(append) };
    const [one] = await contend(retrying, stream, [this.sample.event()], expected);
    if (one) this.acknowledged.push(one);
    return one?.revision ?? expected;
  }

  /** As a caller has to: an append whose outcome is unknown is repeated unchanged. */
  private async untilAnswered(append: Parameters<EventLog['append']>): Promise<AppendResult> {
    for (;;) {
      try {
        return await this.log.append(...append);
      } catch (error) {
        if (this.abandoned || !(error instanceof LogUnavailable)) throw error;
      }
    }
  }
}

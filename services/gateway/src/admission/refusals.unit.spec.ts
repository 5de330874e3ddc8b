import { Writable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { RecordRefusals } from '#contracts/audit/record-refusals';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import { createLogger } from '#libs/observability';
import { Refusals } from './refusals';

const NOON = Date.parse('2026-01-31T12:00:00.000Z');
const MINUTE_MS = 60_000;

/** The audit service: its records, by the ids of the commands. */
class Audit {
  isAway = false;
  readonly records = new Map<string, RecordRefusals>();
  readonly logged: string[] = [];
  private readonly to = new Writable({
    write: (line: Buffer, _encoding, done) => {
      this.logged.push((JSON.parse(line.toString('utf8')) as { msg: string }).msg);
      done();
    },
  });
  readonly refusals = new Refusals({
    sender: {
      send: async (_contract: unknown, payload: object, { commandId }: CommandContext) => {
        if (this.isAway) throw new DomainError('SERVICE_UNAVAILABLE');
        this.records.set(commandId, payload as RecordRefusals);
        return { answer: undefined as never };
      },
    },
    logger: createLogger({ level: 'info', to: this.to }),
  });

  get counts(): readonly number[] {
    return [...this.records.values()].map(({ count }) => count);
  }

  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }
}

/** The part of a request that the tally reads. */
const failedFrom = (ip: string) =>
  ({
    refusedAs: 'INVALID_CREDENTIALS',
    is404: false,
    method: 'POST',
    routeOptions: { config: { path: '/api/v1/auth/login' } },
    edge: { ip },
  }) as FastifyRequest;

let audit: Audit;
beforeEach(() => {
  jest.useFakeTimers({ now: NOON });
  audit = new Audit();
});
afterEach(() => jest.useRealTimers());

describe('refusals of a minute', () => {
  it('are recorded as the first at once and the rest when it ends, minute for minute', async () => {
    for (let time = 0; time < 4; time++) audit.refusals.note(failedFrom('203.0.113.7'));
    await jest.advanceTimersByTimeAsync(0);
    expect(audit.counts).toEqual([1]);
    await jest.advanceTimersByTimeAsync(MINUTE_MS - 1);
    expect(audit.counts).toEqual([1]);
    await jest.advanceTimersByTimeAsync(1);
    expect(audit.counts).toEqual([1, 3]);
    expect([...audit.records.values()].map(({ minute }) => minute)).toEqual([
      '2026-01-31T12:00:00.000Z',
      '2026-01-31T12:00:00.000Z',
    ]);
    audit.refusals.note(failedFrom('203.0.113.7'));
    await jest.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(audit.counts).toEqual([1, 3, 1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are kept while nobody records them, no more than 4,000, and none is left out', async () => {
    audit.isAway = true;
    let noted = 0;
    for (let minute = 0; minute < 6; minute++) {
      for (let network = 0; network < 1_100; network++) {
        for (let time = 0; time < 2; time++) {
          audit.refusals.note(failedFrom(`10.${network >> 8}.${network & 255}.7`));
          noted++;
        }
      }
      await jest.advanceTimersByTimeAsync(MINUTE_MS);
    }
    expect(audit.logged).toEqual(['refusals cannot be recorded; trying again']);
    audit.isAway = false;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(audit.records.size).toBe(4_000);
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(audit.total).toBe(noted);
    expect(audit.records.size).toBe(4_001);
  });
});

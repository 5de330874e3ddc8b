import { randomUUID } from 'node:crypto';
import { streamName } from '../stream-name';
import type { Append } from './append-statements';
import { KnownRevisions } from './known-revisions';

const STREAM = streamName('test.known', randomUUID(), randomUUID());

const appendAt = (expected: number, count = 1): Append => {
  const [first, ...rest] = Array.from({ length: count }, () => ({
    id: randomUUID(),
    type: 'Noted',
    data: '{}',
    metadata: '{}',
  }));
  return { stream: STREAM, expected, events: [first as Append['events'][0], ...rest] };
};

describe('the known revisions of streams', () => {
  it('are empty at first: only the first append to a new stream needs no look', () => {
    const known = new KnownRevisions();
    expect([-1, 0, 1].map((expected) => known.allow(appendAt(expected)))).toEqual([true, false, false]);
  });

  it('hold the revision that the last append left', () => {
    const known = new KnownRevisions();
    known.written(appendAt(-1, 3));
    expect([-1, 1, 2, 3].map((expected) => known.allow(appendAt(expected)))).toEqual([false, false, true, false]);
  });

  it('hold the revision that was found where none was known', () => {
    const known = new KnownRevisions();
    known.found(appendAt(-1), 4);
    expect([-1, 4].map((expected) => known.allow(appendAt(expected)))).toEqual([false, true]);
  });

  it("stay when an append was behind this process's own", () => {
    const known = new KnownRevisions();
    known.written(appendAt(5));
    known.found(appendAt(4), 6);
    expect(known.allow(appendAt(6))).toBe(true);
  });

  it('are not trusted for a stream that another process writes to as well', () => {
    const known = new KnownRevisions();
    known.written(appendAt(5));
    known.found(appendAt(6), 9);
    known.written(appendAt(9));
    expect([6, 9, 10].map((expected) => known.allow(appendAt(expected)))).toEqual([false, false, false]);
  });

  it('are forgotten when the log may be another one', () => {
    const known = new KnownRevisions();
    known.written(appendAt(5));
    known.forget();
    expect(known.allow(appendAt(6))).toBe(false);
  });
});

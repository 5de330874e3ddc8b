import fc from 'fast-check';
import { firstBelow } from './balances';
import {
  balanceKey,
  copyOfTimeline,
  emptyTimeline,
  reaches,
  record,
  shortageAfter,
  bytesOf,
  takeOut,
  type Timeline,
  type TimelineEntry,
} from './timeline';

const shelf = balanceKey('shelf', null);
const cellar = balanceKey('cellar', 'L1');

/** Its revision follows from when it was recorded. */
type Moved = Omit<TimelineEntry, 'revision'>;

const recordedIn = (entries: readonly Moved[]): TimelineEntry[] =>
  entries.map((entry, revision) => ({ ...entry, revision }));

function timelineOf(entries: readonly Moved[], window?: number) {
  const timeline = emptyTimeline(window);
  for (const entry of recordedIn(entries)) record(timeline, entry);
  return timeline;
}

/** The first moment at which the shelf would be short of so much less from `at` on. */
const shortage = (timeline: Timeline, by: bigint, at: number) => firstBelow(timeline, at, (key) => key === shelf, by);

/** The same question answered from the definition: every prefix of the history in effective order, summed anew. */
function naiveShortage(entries: readonly Moved[], lowering: Moved) {
  const ordered = [...entries, lowering]
    .map((entry, index) => ({ ...entry, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .filter((entry) => entry.key === lowering.key);
  let balance = 0n;
  let from = false;
  for (const entry of ordered) {
    balance += entry.delta;
    from ||= entry.index === entries.length;
    if (from && balance < 0n) return { at: entry.at, missing: -balance };
  }
  return undefined;
}

const histories = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 20 }),
    key: fc.constantFrom(shelf, cellar),
    delta: fc.bigInt({ min: -5n, max: 9n }),
  }),
  { maxLength: 40 },
);

describe('the timeline of an item', () => {
  it('finds the shortage at the moment itself', () => {
    const timeline = timelineOf([{ at: 1, key: shelf, delta: 5n }]);
    expect(shortage(timeline, 7n, 2)).toEqual({ at: 2, missing: 2n });
  });

  it('finds the first later moment that would be short', () => {
    const timeline = timelineOf([
      { at: 1, key: shelf, delta: 10n },
      { at: 5, key: shelf, delta: -8n },
    ]);
    expect(shortage(timeline, 3n, 3)).toEqual({ at: 5, missing: 1n });
    expect(shortage(timeline, 2n, 3)).toBeUndefined();
  });

  it('answers as the definition does, for any history', () => {
    fc.assert(
      fc.property(histories, fc.bigInt({ min: 1n, max: 9n }), fc.integer({ min: 0, max: 21 }), (entries, by, at) => {
        const expected = naiveShortage(entries, { at, key: shelf, delta: -by });
        expect(shortage(timelineOf(entries), by, at)).toEqual(expected);
      }),
    );
  });

  it('answers the same from a window as from the whole history, within its reach', () => {
    fc.assert(
      fc.property(histories, fc.bigInt({ min: 1n, max: 9n }), fc.integer({ min: 0, max: 21 }), (entries, by, at) => {
        const windowed = timelineOf(entries, 4);
        expect(windowed.entries.length).toBeLessThanOrEqual(4);
        expect(windowed.balances).toEqual(timelineOf(entries).balances);
        if (reaches(windowed, at)) {
          expect(shortage(windowed, by, at)).toEqual(shortage(timelineOf(entries), by, at));
        }
      }),
    );
  });

  it('holds no balance of zero, so that used-up stock has no weight', () => {
    const timeline = timelineOf([
      { at: 1, key: shelf, delta: 10n },
      { at: 2, key: shelf, delta: -10n },
      { at: 3, key: cellar, delta: 1n },
    ]);
    expect([...timeline.balances]).toEqual([[cellar, 1n]]);
    expect(bytesOf(timeline)).toBe(400);
  });

  it('does not change when a copy of it does', () => {
    fc.assert(
      fc.property(histories, histories, (before, after) => {
        const timeline = timelineOf(before, 4);
        const copy = copyOfTimeline(timeline);
        for (const entry of recordedIn([...before, ...after]).slice(before.length)) record(copy, entry);
        expect(timeline).toEqual(timelineOf(before, 4));
        expect(copy).toEqual(timelineOf([...before, ...after], 4));
      }),
    );
  });

  it('is without a movement that was taken out as if it had never been recorded', () => {
    fc.assert(
      fc.property(
        histories.filter(({ length }) => length > 0),
        fc.nat(),
        fc.integer({ min: 0, max: 21 }),
        (entries, nth, at) => {
          const gone = nth % entries.length;
          const [whole, windowed] = [timelineOf(entries), timelineOf(entries, 4)];
          const without = emptyTimeline();
          for (const entry of recordedIn(entries)) if (entry.revision !== gone) record(without, entry);
          for (const timeline of [whole, windowed]) takeOut(timeline, recordedIn(entries)[gone] as TimelineEntry);
          expect(whole).toEqual(without);
          if (reaches(windowed, at)) {
            expect(shortage(windowed, 3n, at)).toEqual(shortage(without, 3n, at));
          }
        },
      ),
    );
  });
});

/** Each movement with what it becomes; undefined where it stays. A balance counts that is lower than it was. */
function naiveShortageAfter(entries: readonly Moved[], becomes: readonly (bigint | undefined)[]) {
  const ordered = recordedIn(entries).sort((a, b) => a.at - b.at || a.revision - b.revision);
  const first = (key: string) =>
    ordered.find((entry) => entry.key === key && becomes[entry.revision] !== undefined)?.at;
  const balances = new Map<string, [was: bigint, is: bigint]>();
  for (const { at, revision, key, delta } of ordered) {
    const [was, is] = balances.get(key) ?? [0n, 0n];
    const next: [bigint, bigint] = [was + delta, is + (becomes[revision] ?? delta)];
    balances.set(key, next);
    if (next[1] < 0n && next[1] < next[0]) return { key, at, later: at > (first(key) ?? 0), missing: -next[1] };
  }
  return undefined;
}

describe('changes of the past', () => {
  it('count all that one transaction brought into a place', () => {
    const timeline = emptyTimeline();
    const entries: TimelineEntry[] = [
      { at: 1, revision: 0, key: shelf, delta: 2n },
      { at: 2, revision: 1, key: shelf, delta: 3n },
      { at: 2, revision: 1, key: shelf, delta: 4n },
      { at: 3, revision: 2, key: shelf, delta: -7n },
    ];
    for (const entry of entries) record(timeline, entry);
    const [first] = entries as [TimelineEntry];
    expect(shortageAfter(timeline, [{ ...first, delta: -2n }])).toBeUndefined();
    expect(shortageAfter(timeline, [{ ...first, delta: -3n }])).toMatchObject({ at: 1, missing: 1n });
  });

  it('are short where the definition says so, tested as a whole', () => {
    const changed = fc.array(fc.option(fc.bigInt({ min: 0n, max: 9n }), { nil: undefined, freq: 2 }), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(histories, changed, (entries, becomes) => {
        const changes = recordedIn(entries).flatMap((entry) => {
          const becoming = becomes[entry.revision];
          if (becoming === undefined) return [];
          const out = { ...entry, delta: -entry.delta };
          return becoming === 0n ? [out] : [out, { ...entry, delta: becoming }];
        });
        expect(shortageAfter(timelineOf(entries), changes)).toEqual(naiveShortageAfter(entries, becomes));
      }),
    );
  });
});

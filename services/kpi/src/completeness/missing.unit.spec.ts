import { DATE, at, entries, stopsOf, type DrawnEntry } from '../figure/figures.fixture';
import { lineDay, type LineDay } from '../figure/line-day';
import { standardOf } from '../time/entry';
import { linePlan } from '../time/planned-shifts';
import type { Stop } from '../time/shift-time';
import { changedAfterClosing, missingOf } from './missing';

const shifts = [{ name: 'shift', start: '00:00', end: '08:00', breaks: [], weekdays: [1, 2, 3, 4, 5, 6, 7] }];
const day = (
  drawn: readonly DrawnEntry[],
  stops: readonly Stop[] = [],
  rows = [{ lineId: null, shifts }],
): LineDay => ({
  date: DATE,
  plan: linePlan({ rows: rows.map((row) => ({ ...row, validFrom: '2020-01-01' })), exceptions: [] }, 'line', 'UTC'),
  stops,
  entries: entries(drawn),
  asOf: at(600),
});
const standards = new Map([
  ['P', standardOf({ runSeconds: '10', labourHours: '0.1' })],
  ['Q', standardOf({ runSeconds: '10' })],
]);
const missing = (of: LineDay, attended?: readonly (string | null)[]) =>
  missingOf(of, lineDay(of), { standards, ...(attended && { attended: new Set(attended) }) }).map(
    ({ what, of: ids }) => [what, ids],
  );

describe('what a shift lacks', () => {
  it('is nothing where everything was told', () => {
    expect(missing(day([{ good: 5, people: 2 }], stopsOf([['setup', 10]])))).toEqual([]);
  });

  it('is its entries, unless the line was not to run', () => {
    expect(missing(day([]))).toEqual([['entries', []]]);
    expect(missing(day([], stopsOf([['planned', 480]])))).toEqual([]);
  });

  it('is its entries beside the stops that were told of it', () => {
    expect(missing(day([], stopsOf([['setup', 10]])))).toEqual([['entries_beside_stops', ['stop 0']]]);
    expect(missing(day([{ good: 0 }], stopsOf([['setup', 10]])))).toEqual([['entries_beside_stops', ['stop 0']]]);
  });

  it('is the attendance of a shift that made something, where hours are recorded', () => {
    const made = day([{ good: 5 }]);
    expect(missing(made)).toEqual([]);
    expect(missing(made, [])).toEqual([['attendance', []]]);
    expect(missing(made, ['late'])).toEqual([['attendance', []]]);
    expect(missing(made, ['shift'])).toEqual([]);
    expect(missing(made, [null])).toEqual([]);
    expect(missing(day([], stopsOf([['planned', 480]])), [])).toEqual([]);
  });

  it('is the end or the reason of a stop, and the end of an entry', () => {
    const [open, unlabelled] = stopsOf([
      ['other', 10],
      ['other', 10],
    ]) as [Stop, Stop];
    const stops = [
      { ...open, to: null },
      { ...unlabelled, reason: null },
    ];
    expect(missing(day([{ good: 5 }, { good: 0, run: [30, null] }], stops))).toEqual([
      ['pending_entry', ['entry 1']],
      ['open_stop', ['stop 0']],
      ['unlabelled_stop', ['stop 1']],
    ]);
  });

  it('is the standard of a product, and that of its labour where people worked on it', () => {
    const made = [
      { good: 5, product: 'X' },
      { good: 5, product: 'X' },
      { good: 5, product: 'Q', people: 1 },
    ];
    expect(missing(day([...made, { good: 5, product: 'Q' }]))).toEqual([
      ['standard', ['X']],
      ['labour_standard', ['Q']],
    ]);
  });

  it('is the plan where no calendar counts', () => {
    expect(missing(day([{ good: 5 }], [], []))).toEqual([['plan', []]]);
    expect(missing(day([{ good: 5, run: [0, 60] }], [], []))).toEqual([['plan', []]]);
  });
});

it('what was recorded, changed or removed after the date was closed slipped through', () => {
  const stop = { from: '2026-03-02T07:00:00.000Z', to: null, reasonId: null, note: null };
  const item = (itemId: string, ...since: readonly string[]) =>
    ({ itemId, kind: 'stop', versions: since.map((at) => [at, at === since.at(-1) ? null : stop] as const) }) as const;
  const history = [
    item('before', '2026-04-01'),
    item('removed', '2026-04-01', '2026-04-03'),
    item('new', '2026-04-03'),
  ];
  expect(changedAfterClosing(history, '2026-04-02')).toEqual(['removed', 'new']);
  expect(changedAfterClosing(history, null)).toEqual([]);
});

import type { ProductionOutput } from '#contracts/kpi/production-events';
import type { KpiQuestion } from '../figure/cell-source.query';
import type { Group } from '../figure/figures-by';
import { shownParts } from '../figure/traced-part';
import { LineSetups, dayFigures } from '../line-sums/day-figures';
import type { LineItem } from '../line-sums/day-history';
import { KnownSetup, type Recording } from '../line-sums/setup-history';
import { output } from '../line-day/line-day.fixture';
import { tracedDay } from './traced-day';

const DATE = '2026-03-02';
const BEFORE_CALENDARS = '2026-01-05';
const SINCE = '2026-01-01T00:00:00.000Z';
const AS_OF = `${DATE}T21:00:00.000Z`;
const LINE = 'line';

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const shifts = [
  { name: 'Early', start: '06:00', end: '14:00', breaks: [{ start: '09:00', end: '09:30' }], weekdays },
  { name: 'Late', start: '14:00', end: '22:00', breaks: [], weekdays },
];
const calendar: Recording = [
  SINCE,
  { calendarId: 'calendar', lineId: null, validFrom: '2026-02-01', shifts, before: null },
];
const setups = new LineSetups(new KnownSetup([{ kind: 'calendar', history: [calendar] }], null));

type Drawn = Partial<Omit<ProductionOutput, 'from' | 'to'>> & { readonly run?: readonly [string, string | null] };

function at(time: string, date: string): string {
  return `${date}T${time}:00.000Z`;
}

function entry(itemId: string, { run, ...more }: Drawn, date = DATE): LineItem {
  const times = run && { shift: null, from: at(run[0], date), to: run[1] === null ? null : at(run[1], date) };
  return { itemId, kind: 'entry', versions: [[SINCE, { ...output, ...times, ...more }]] };
}

function stop(itemId: string, from: string, to: string, date = DATE): LineItem {
  const value = { from: at(from, date), to: at(to, date), reasonId: null, note: null };
  return { itemId, kind: 'stop', versions: [[SINCE, value]] };
}

function part(items: readonly LineItem[], group: Group, filters: KpiQuestion['filters'] = {}, date = DATE) {
  const input = { lineId: LINE, date, histories: new Map([[date, items]]) };
  const figures = dayFigures(input, setups, { asOf: Date.parse(AS_OF), knownAt: AS_OF });
  const moments = { asOf: AS_OF, knownAt: AS_OF, timeZone: 'UTC', against: 'first' } as const;
  const groupBy = Object.keys(group) as KpiQuestion['groupBy'];
  const asked = { tenantId: 'tenant', period: { from: date, to: date }, grain: 'total', countedLines: 'all' } as const;
  const question = { ...asked, ...moments, groupBy, filters };
  return tracedDay({ ...input, setups, figures }, { question, group, mayReadAttendance: false });
}

function traced(...of: Parameters<typeof part>) {
  const found = part(...of);
  const ids = (list: readonly { readonly id: string }[] = []) => list.map(({ id }) => id);
  return {
    entries: ids(found.entries),
    stops: ids(found.stops),
    pieces: shownParts(found, null).length,
    sums: found.sums,
  };
}

it('shows the breaks of the shifts of a day: with the planned stops they are its planned time', () => {
  const [early] =
    part([entry('told', { shift: 'Early' }), stop('stop', '10:00', '10:30')], { line: LINE }).shifts ?? [];
  const breaks = [{ from: at('09:00', DATE), to: at('09:30', DATE) }];
  expect(early).toEqual({ name: 'Early', from: at('06:00', DATE), to: at('14:00', DATE), breaks });
});

const day = [
  entry('told', { shift: 'Early', product: 'P-1' }),
  entry('early', { run: ['07:00', '08:00'], product: 'P-1', order: 'O-1' }),
  entry('over both', { run: ['13:00', '15:00'], product: 'P-2' }),
  entry('late', { run: ['15:00', '16:00'], product: 'P-1' }),
  entry('runs still', { run: ['20:00', null], product: 'P-3' }),
  stop('stop of early', '10:00', '10:30'),
  stop('stop of late', '18:00', '18:30'),
];

describe('the inputs of a day are those of the figure', () => {
  const early = { entries: ['told', 'early', 'over both'], stops: ['stop of early'] };
  const late = { entries: ['over both', 'late', 'runs still'], stops: ['stop of late'] };

  it('of a shift: runs that touch it, and its stops', () => {
    expect(traced(day, { shift: 'Early' })).toMatchObject(early);
    expect(traced(day, { shift: 'Late' })).toMatchObject(late);
    expect(traced(day, {}, { shift: 'LATE' })).toMatchObject(late);
    expect(traced(day, { shift: 'Night' })).toMatchObject({ entries: [], stops: [], pieces: 0 });
  });

  it('of the line: all', () => {
    const stops = ['stop of early', 'stop of late'];
    const entries = ['told', 'early', 'over both', 'late', 'runs still'];
    expect(traced(day, { line: LINE })).toMatchObject({ entries, stops, pieces: 1 });
  });

  it('of a product or an order: its own that have ended, and the stops of their shifts', () => {
    const stops = ['stop of early', 'stop of late'];
    expect(traced(day, { product: 'P-1' })).toMatchObject({ entries: ['told', 'early', 'late'], stops });
    expect(traced(day, {}, { product: 'p-2' })).toMatchObject({ entries: ['over both'], stops });
    expect(traced(day, { order: 'O-1' })).toMatchObject({ entries: ['early'], stops: ['stop of early'] });
    expect(traced(day, { product: 'P-1', shift: 'Late' })).toMatchObject({
      entries: ['late'],
      stops: ['stop of late'],
    });
  });

  it('of another product or order: none, and the day is no part', () => {
    for (const group of [{ product: 'P-3' }, { product: 'P-9' }, { order: 'O-9' }]) {
      expect(traced(day, group)).toMatchObject({ entries: [], stops: [], pieces: 0 });
    }
    expect(traced(day, {}, { product: 'P-9' })).toMatchObject({ entries: [], stops: [], pieces: 0 });
  });

  it('of a date without a calendar: the stops that shorten the time of its runs', () => {
    const items = [
      entry('run', { run: ['06:00', '08:00'] }, BEFORE_CALENDARS),
      stop('in the run', '07:00', '07:30', BEFORE_CALENDARS),
      stop('beside it', '12:00', '12:30', BEFORE_CALENDARS),
    ];
    const { sums, ...inputs } = traced(items, { line: LINE }, {}, BEFORE_CALENDARS);
    expect(inputs).toEqual({ entries: ['run'], stops: ['in the run'], pieces: 1 });
    expect(sums.totals).toMatchObject({ production: 5_400n * 10n ** 9n, other: 1_800n * 10n ** 9n });
  });
});

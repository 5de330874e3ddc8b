import type { ImportedStop } from '#contracts/kpi/import-downtimes';
import { GIVEN } from '#libs/testing/given-when-then';
import { copied } from '../line-day/edit-production';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { DATE, JAM, LINE, STOP, closed, operator, stop, stopFacts, stopped } from '../line-day/line-day.fixture';
import { linesNamed } from '../line/lines.fixture';
import { importParts, partsDoneBefore } from './import-parts';
import { importedPartId } from './part-id.provider';
import { namedRows, placeRows } from './place-rows';
import { placedStop, stopNames, stopRules } from './stop-rows';
import { undoStops } from './undo-stops';

const IMPORT = GIVEN.newId('an import');
const plans = { calendars: { rows: new Map(), exceptions: new Map() }, timeZone: 'Europe/Berlin' };
const told: ImportedStop = { lineId: LINE, from: '2026-03-02T10:00:00.000Z', to: '2026-03-02T10:20:00.000Z' };

function after(day: LineDay, events: readonly LineDayEvent[]): LineDay {
  return events.reduce(
    (folded, made, revision) => lineDay.evolve(folded, { ...made, revision, occurredAt: GIVEN.now }),
    copied(day),
  );
}

const facts = (more: object = {}) => ({ ...stopFacts(more), openOfLines: [] });

function imported(rows: readonly ImportedStop[], on = lineDay.initial(), more: object = {}) {
  const named = namedRows(rows, linesNamed(LINE), { ...stopNames, idOf: importedPartId });
  const { days, bad } = placeRows(named, new Map([[STOP, { lineId: LINE, date: DATE }]]), plans, placedStop);
  const day = { importId: IMPORT, lineId: LINE, date: DATE, rows: days[0]?.rows ?? [] };
  const decided = importParts(stopRules, day, on, { ...GIVEN, facts: facts(), ...more });
  const list = rows.map((_, at) => decided.done.get(at) ?? bad.get(at));
  return {
    ...decided,
    list,
    command: day,
    outcomes: list.map((each) => each?.code ?? each?.outcome),
    day: after(on, decided.events),
  };
}

it('rows about stops make and change them by line and start, with the reasons of their codes', () => {
  const first = imported([{ ...told, reason: 'jam' }]);
  expect(first.events).toMatchObject([{ type: 'StopRecorded', data: { batchId: IMPORT, stop: { reasonId: JAM } } }]);
  expect(imported([{ ...told, reason: 'JAM' }], first.day).outcomes).toEqual(['unchanged']);
  const changed = imported([{ ...told, to: '2026-03-02T10:30:00.000Z', note: 'Belt' }], first.day);
  expect(changed.list[0]).toMatchObject({
    outcome: 'changed',
    changes: [{ field: 'to' }, { field: 'note', to: 'Belt' }],
  });
  expect([...partsDoneBefore(stopRules, changed.command, changed.events, changed.day, facts()).values()]).toEqual(
    changed.list,
  );
});

it('a stop that was recorded by hand is the one that a row is about, and gets its reason and end from it', () => {
  const day = after(lineDay.initial(), [stopped()]);
  const { list } = imported([{ lineId: LINE, from: stop.from, to: '2026-03-02T08:40:00.000Z', reason: 'JAM' }], day);
  expect(list[0]).toMatchObject({ id: STOP, changes: [{ field: 'to' }, { field: 'reason', from: null, to: 'JAM' }] });
});

it.each<[string, Partial<ImportedStop>, string, string]>([
  ['an unknown reason', { reason: 'X' }, 'reason', 'NOT_FOUND'],
  ['an end that is not after the start', { to: told.from }, 'to', 'RANGE'],
  ['another date than that of its start', { date: '2026-03-03' }, 'date', 'CHOICE'],
])('a row with %s is bad', (_, more, column, code) => {
  expect(imported([{ ...told, ...more }]).list).toMatchObject([{ outcome: 'bad', column, code }]);
});

it('a closed period takes no stop, and an undo of an import in it keeps what it made', () => {
  const shut = { actor: operator, facts: facts({ periods: closed(DATE) }) };
  expect(imported([told], lineDay.initial(), shut).outcomes).toEqual(['PERIOD_CLOSED']);
  const { day } = imported([told]);
  const { events, done } = undoStops({ batchId: IMPORT, undoId: 'undo' }, day, { ...GIVEN, ...shut });
  expect([events, [...done.values()]]).toMatchObject([[], [{ outcome: 'bad', code: 'PERIOD_CLOSED' }]]);
});

it('an undo removes what an import made, puts back what it changed, and keeps what was touched since', () => {
  const before = after(lineDay.initial(), [stopped()]);
  const other = { ...told, from: '2026-03-02T12:00:00.000Z', to: '2026-03-02T12:10:00.000Z' };
  const made = imported([{ ...told, from: stop.from }, told, other], before);
  const touched = made.list[2]?.id as string;
  const ended = { stopId: touched, lineId: LINE, date: DATE, batchId: null, to: '2026-03-02T12:30:00.000Z' };
  const now = after(made.day, [{ type: 'StopEnded', data: ended }]);
  const undone = undoStops({ batchId: IMPORT, undoId: 'undo' }, now, { ...GIVEN, facts: stopFacts() });
  expect([...undone.done.values()].map(({ outcome, code }) => code ?? outcome)).toEqual([
    'changed',
    'changed',
    'CONFLICT',
  ]);
  const left = [...after(now, undone.events).stops].flatMap(([id, { value }]) => (value ? [[id, value.to]] : []));
  expect(left).toEqual([
    [STOP, null],
    [touched, ended.to],
  ]);
});

it('a second open stop of a line for one reason is bad, on its date, in its file and on others; an ended one is not', () => {
  const { to: _, ...open } = told;
  const later = { ...open, from: '2026-03-02T11:00:00.000Z' };
  expect(imported([open, later, { ...later, reason: 'JAM' }, told]).outcomes).toEqual([
    'created',
    'CONFLICT',
    'DUPLICATE',
    'DUPLICATE',
  ]);
  const day = after(lineDay.initial(), [stopped()]);
  expect(imported([open, { ...later, reason: 'JAM' }], day).outcomes).toEqual(['CONFLICT', 'created']);
  const elsewhere = {
    stopId: STOP,
    lineId: LINE,
    date: '2026-03-01',
    from: '2026-03-01T08:00:00.000Z',
    reasonId: null,
  };
  const known = { facts: { ...facts(), openOfLines: [elsewhere] } };
  expect(imported([open, { ...later, to: '2026-03-02T11:10:00.000Z' }], undefined, known).outcomes).toEqual([
    'CONFLICT',
    'created',
  ]);
});

import type { DomainEvent } from '#contracts/declare/event';
import type { ImportedAttendance } from '#contracts/kpi/import-attendance';
import type { ImportedInspection } from '#contracts/kpi/import-inspections';
import type { Aggregate } from '#libs/event-sourcing';
import { GIVEN } from '#libs/testing/given-when-then';
import { employeeShift } from '../attendance/attendance';
import { inspectionDay } from '../inspection/inspection-day';
import { DATE, LINE } from '../line-day/line-day.fixture';
import { linesNamed } from '../line/lines.fixture';
import { wipJob } from '../wip/wip-job';
import { attendanceRows, attendanceUndo } from './attendance-rows';
import { inspectionRows, inspectionUndo } from './inspection-rows';
import { importThings, thingsDoneBefore, undoThings } from './thing-rows';
import { jobsAfterOthers, wipRows } from './wip-rows';

const [IMPORT, OTHER] = [GIVEN.newId('an import'), GIVEN.newId('another import')];
const id = GIVEN.newId('a thing');
const given = <Facts>(facts: Facts) => ({ ...GIVEN, facts });

function folded<State, Event extends DomainEvent>(
  { initial, evolve }: Aggregate<State, Event>,
  events: readonly Event[],
): State {
  return events.reduce(
    (state, made, revision) => evolve(state, { ...made, revision, occurredAt: GIVEN.now }),
    initial(),
  );
}

describe('rows about inspections', () => {
  const facts = { lines: linesNamed(LINE), periods: new Map() };
  const told: ImportedInspection = { lineId: LINE, product: 'P-1', step: 'Test', at: '2026-03-02T10:00:00.000Z' };
  const named = (row: Partial<ImportedInspection>, at = 0) => ({
    at,
    id,
    row: { ...told, ...row },
    lineId: LINE,
    date: DATE,
  });
  const rows = (...list: ReturnType<typeof named>[]) => ({ importId: IMPORT, rows: list });
  const first = importThings(
    inspectionRows(OTHER),
    rows(named({ inspected: '5.000' })),
    inspectionDay.initial(),
    given(facts),
  );
  const day = () => folded(inspectionDay, first.events);

  it('make them, and name the import', () => {
    expect(first.events).toMatchObject([{ type: 'InspectionRecorded', data: { inspectionId: id, batchId: OTHER } }]);
    expect(first.done.get(0)).toMatchObject({ outcome: 'created', id });
  });

  it('change them, each by itself', () => {
    const { events, done } = importThings(
      inspectionRows(IMPORT),
      rows(named({ inspected: '7.000' }), named({ inspected: '8.000' }, 1)),
      day(),
      given(facts),
    );
    expect(events).toMatchObject([{ type: 'InspectionCorrected', data: { batchId: IMPORT } }]);
    expect(done.get(0)).toMatchObject({
      outcome: 'changed',
      changes: [{ field: 'inspected', from: '5.000', to: '7.000' }],
    });
    expect(done.get(1)).toMatchObject({ outcome: 'bad', code: 'DUPLICATE' });
  });

  it.each([
    ['without what was inspected', {}, 'inspected', 'REQUIRED'],
    [
      'with more that passed than were inspected',
      { inspected: '1.000', firstPassGood: '2.000' },
      'firstPassGood',
      'RANGE',
    ],
  ])('a new one %s is bad', (_, row, column, code) => {
    const { events, done } = importThings(
      inspectionRows(IMPORT),
      rows(named(row)),
      inspectionDay.initial(),
      given(facts),
    );
    expect([events, done.get(0)]).toMatchObject([[], { outcome: 'bad', column, code }]);
  });

  it('that change what an earlier chunk of the file has changed are duplicates', () => {
    const { done } = importThings(inspectionRows(OTHER), rows(named({ inspected: '7.000' })), day(), given(facts));
    expect(done.get(0)).toMatchObject({ outcome: 'bad', code: 'DUPLICATE' });
  });

  it('that were decided before are told from their events', () => {
    const rules = inspectionRows(OTHER);
    const absent = { ...named({}, 1), id: OTHER };
    const before = thingsDoneBefore(rules, rows(named({}), absent), first.events, day());
    expect([before.get(0), before.get(1)]).toMatchObject([
      { outcome: 'created', id },
      { outcome: 'bad', code: 'CONFLICT' },
    ]);
    expect(thingsDoneBefore(rules, rows(named({})), [], day()).get(0)).toMatchObject({ outcome: 'unchanged' });
  });

  const undone = (importId: string, on = day(), outcome: 'created' | 'changed' = 'created') =>
    undoThings(inspectionUndo, { importId, undoId: IMPORT, things: [{ id, outcome, revision: 0 }] }, on, given(facts));

  it("are undone where the last event is the import's", () => {
    expect(undone(OTHER).events).toMatchObject([{ type: 'InspectionRemoved', data: { batchId: IMPORT, version: 2 } }]);
    expect(undone(IMPORT).done.get(id)).toMatchObject({ outcome: 'bad', code: 'CONFLICT' });
  });

  it('are kept by an undo where somebody has removed what they changed; what they made is gone already', () => {
    const gone = folded(inspectionDay, [...first.events, ...undone(OTHER).events]);
    expect(undone(OTHER, gone, 'changed')).toMatchObject({ events: [] });
    expect(undone(OTHER, gone, 'changed').done.get(id)).toMatchObject({ outcome: 'bad', code: 'CONFLICT' });
    expect(undone(OTHER, gone, 'created').done.get(id)).toMatchObject({ outcome: 'changed', id });
  });
});

describe('rows about attendance', () => {
  const facts = { attendanceId: id, isEmployee: true, shift: null, periods: new Map() };
  const row: ImportedAttendance = { employeeId: OTHER, date: DATE };
  const done = (more: Partial<ImportedAttendance>) =>
    importThings(
      attendanceRows,
      { importId: IMPORT, rows: [{ at: 0, id, shift: null, row: { ...row, ...more } }] },
      employeeShift.initial(),
      given(facts),
    );

  it('need hours, and a kind where somebody was absent', () => {
    expect(done({}).done.get(0)).toMatchObject({ column: 'scheduledHours', code: 'REQUIRED' });
    const absent = { scheduledHours: '9.000', absentHours: '1.000' };
    expect(done(absent).done.get(0)).toMatchObject({ column: 'kind', code: 'REQUIRED' });
    expect(done({ scheduledHours: '9.000' }).events).toMatchObject([
      { data: { hours: { absentHours: '0.000', kind: 'other' } } },
    ]);
  });

  it('are kept by an undo once the employee is erased', () => {
    const state = folded(employeeShift, done({ scheduledHours: '9.000' }).events);
    const things = [{ id, outcome: 'created' as const, revision: 0 }];
    const undo = { importId: IMPORT, undoId: OTHER, things };
    expect(undoThings(attendanceUndo, undo, state, given(facts)).events).toMatchObject([{ type: 'AttendanceRemoved' }]);
    const erased = undoThings(attendanceUndo, undo, state, given({ ...facts, isEmployee: false }));
    expect([erased.events, erased.done.get(id)?.code]).toEqual([[], 'NOT_FOUND']);
  });
});

it('a row with the id of a job is about that job alone', () => {
  const facts = { jobId: id, periods: new Map(), timeZone: 'Europe/Berlin' };
  const row = { job: 'J-1', product: 'P-1', startedAt: '2026-03-02T10:00:00.000Z' };
  const decided = (more: object, state = wipJob.initial()) =>
    importThings(wipRows, { importId: IMPORT, rows: [{ at: 0, id, row: { ...row, ...more } }] }, state, given(facts));
  expect(decided({ id }).done.get(0)).toMatchObject({ column: 'id', code: 'NOT_FOUND' });
  const state = folded(wipJob, decided({}).events);
  expect(decided({ id, job: 'J-2' }, state).done.get(0)).toMatchObject({ column: 'job', code: 'CONFLICT' });
  expect(decided({ id, job: 'j-1', product: 'p-1' }, state).done.get(0)).toMatchObject({ outcome: 'unchanged' });
});

it('a job comes after one with its code that ends in the same file, and takes the code of one that was open', () => {
  const startedAt = '2026-03-02T10:00:00.000Z';
  const [opened, ended, another] = ['opened', 'ended', 'another'].map((name) => GIVEN.newId(name)) as [
    string,
    string,
    string,
  ];
  const named = [
    { id: opened, row: { job: 'j-1', startedAt } },
    { id: ended, row: { job: 'J-1', startedAt, endedAt: startedAt } },
    { id: another, row: { job: 'J-2', startedAt } },
  ];
  expect([...jobsAfterOthers(named, new Set([ended]))]).toEqual([[opened, true]]);
  const third = { ...named[0], id: another } as (typeof named)[number];
  expect([...jobsAfterOthers([...named.slice(0, 2), third], new Set([ended]))]).toEqual([
    [opened, true],
    [another, false],
  ]);
  expect([...jobsAfterOthers(named, new Set([another]))]).toEqual([[opened, false]]);
});

import fc from 'fast-check';
import type { ImportedProduction } from '#contracts/kpi/import-production';
import { GIVEN } from '#libs/testing/given-when-then';
import { copied } from '../line-day/edit-production';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { DATE, ENTRY, LINE, closed, operator, output, recorded } from '../line-day/line-day.fixture';
import { undoBatch } from '../line-day/undo-production-batch';
import { linesNamed } from '../line/lines.fixture';
import { entryNames, entryRules, placedProduction } from './entry-rows';
import { importParts, partsDoneBefore } from './import-parts';
import { importedPartId } from './part-id.provider';
import { namedRows, placeRows } from './place-rows';
import type { PlanSetup } from './plans-of-lines';
import { undoneRows } from './undone-rows';

const IMPORT = GIVEN.newId('an import');
const NOW = '2026-03-31T12:00:00.000Z';
const UNDO = GIVEN.newId('an undo');
const lines = linesNamed(LINE);
const plans: PlanSetup = { calendars: { rows: new Map(), exceptions: new Map() }, timeZone: 'Europe/Berlin' };
const NO_PERIODS = { periods: new Map() };
const standards = { ofProduct: new Map(), count: 0 };
const told: ImportedProduction = { lineId: LINE, date: DATE, shift: 'Early', product: 'P-1', good: '522.000' };
const likeRecorded = { ...told, rework: '12.000', scrap: '6.000' };

function after(day: LineDay, events: readonly LineDayEvent[]): LineDay {
  return events.reduce(
    (folded, made, revision) => lineDay.evolve(folded, { ...made, revision, occurredAt: GIVEN.now }),
    copied(day),
  );
}

function placed(rows: readonly ImportedProduction[], setup: PlanSetup = plans) {
  const known = new Map([[ENTRY, { lineId: LINE, date: DATE }]]);
  const named = namedRows(rows, lines, { ...entryNames, idOf: importedPartId });
  const { days, bad } = placeRows(named, known, setup, placedProduction(standards, NOW));
  return { days, bad, day: { importId: IMPORT, lineId: LINE, date: DATE, rows: days[0]?.rows ?? [] } };
}

function imported(rows: readonly ImportedProduction[], on = lineDay.initial(), more: object = {}, setup = plans) {
  const { day, bad } = placed(rows, setup);
  const decided = importParts(entryRules, day, on, { ...GIVEN, facts: { periods: new Map() }, ...more });
  const list = rows.map((_, at) => decided.done.get(at) ?? bad.get(at));
  return {
    ...decided,
    list,
    outcomes: list.map((each) => each?.code ?? each?.outcome),
    day: after(on, decided.events),
  };
}

const outputsOf = ({ entries }: LineDay) =>
  [...entries].flatMap(([id, { value }]) => (value ? [[id, value] as const] : [])).toSorted(byId);
const byId = (one: readonly [string, object], other: readonly [string, object]) => (one[0] < other[0] ? -1 : 1);

describe('rows of a file', () => {
  it('make entries, and again they change nothing; one changed quantity is one correction (C14)', () => {
    const rows = ['P-1', 'P-2', 'P-3'].map((product) => ({ ...told, product }));
    const first = imported(rows);
    expect(first.outcomes).toEqual(['created', 'created', 'created']);
    expect(first.events[0]).toMatchObject({ data: { batchId: IMPORT, source: 'import', output: { shift: 'Early' } } });
    const again = imported(rows, first.day);
    expect([again.outcomes, again.events]).toEqual([['unchanged', 'unchanged', 'unchanged'], []]);
    const corrected = imported([...rows.slice(0, 2), { ...told, product: 'P-3', good: '1.000' }], first.day);
    expect(corrected.events).toMatchObject([{ type: 'ProductionCorrected', data: { before: { good: '522.000' } } }]);
    expect(corrected.list[2]?.changes).toEqual([{ field: 'good', from: '522.000', to: '1.000' }]);
  });

  it('about an entry that was recorded by hand are about that one, in any case', () => {
    const day = after(lineDay.initial(), [recorded()]);
    expect(imported([{ ...likeRecorded, product: 'p-1', shift: 'early' }], day).outcomes).toEqual(['unchanged']);
    expect(imported([{ ...told, product: 'p-1', good: '1.000' }], day).list[0]).toMatchObject({
      outcome: 'changed',
      id: ENTRY,
      changes: [{ field: 'good' }],
    });
  });

  it('about several entries that are alike name one by its id', () => {
    const other = { ...recorded(), data: { ...recorded().data, entryId: GIVEN.newId('other') } };
    const day = after(lineDay.initial(), [recorded(), other]);
    expect(imported([told, { id: ENTRY, product: 'P-1', scrap: '0.000' }], day).outcomes).toEqual([
      'CONFLICT',
      'changed',
    ]);
  });

  it('leave what an empty cell does not say, and take an entry by its id to another product', () => {
    const day = after(lineDay.initial(), [recorded({ order: 'O-1', people: 3 })]);
    const { list } = imported([{ id: ENTRY, product: 'P-2' }], day);
    expect(list[0]?.changes).toEqual([{ field: 'product', from: 'P-1', to: 'P-2' }]);
  });

  it.each<[string, Partial<ImportedProduction>, string, string]>([
    ['an unknown line', { lineId: GIVEN.newId('nowhere') }, 'lineId', 'NOT_FOUND'],
    ['the code of an unknown line', { lineId: undefined, line: 'X' } as object, 'line', 'NOT_FOUND'],
    ['an unknown id', { id: GIVEN.newId('nothing') }, 'id', 'NOT_FOUND'],
    [
      'another date than that of its run',
      { shift: undefined, from: '2026-03-05T10:00:00.000Z' } as object,
      'date',
      'CHOICE',
    ],
    ['no good quantity', { good: undefined } as object, 'good', 'REQUIRED'],
    ['packs of a product without a standard', { unit: 'pack' }, 'unit', 'CHOICE'],
  ])('with %s are bad alone', (_, more, column, code) => {
    const { list, events } = imported([
      { ...told, ...more },
      { ...told, product: 'P-9' },
    ]);
    expect(list).toMatchObject([{ outcome: 'bad', column, code }, { outcome: 'created' }]);
    expect(events).toHaveLength(1);
  });

  it('are of dates until tomorrow', () => {
    expect(imported([{ ...told, date: '2026-04-01' }]).outcomes).toEqual(['created']);
    expect(imported([{ ...told, date: '2026-04-02' }]).list).toMatchObject([{ outcome: 'bad', column: 'date' }]);
  });

  it('are of a shift that the calendar has on their date, unless they leave what is there', () => {
    const early = { name: 'Early', start: '06:00', end: '14:00', breaks: [], weekdays: [1, 2, 3, 4, 5, 6, 7] };
    const row = { id: 'a calendar', lineId: null, validFrom: '2026-01-01', shifts: [early], revision: 0 };
    const setup = { ...plans, calendars: { rows: new Map([['', row]]), exceptions: new Map() } };
    const late = { ...told, shift: 'Late' };
    const day = after(lineDay.initial(), [recorded({ shift: 'Late' })]);
    expect(imported([{ ...told, shift: 'early' }, late], undefined, {}, setup).list).toMatchObject([
      { outcome: 'created' },
      { outcome: 'bad', column: 'shift', code: 'CHOICE' },
    ]);
    expect(imported([{ ...late, good: '1.000' }], day, {}, setup).outcomes).toEqual(['changed']);
  });

  it('that do not sum to what they say was produced are bad, and so is a second one about the same entry', () => {
    const day = after(lineDay.initial(), [recorded()]);
    const rows = [
      { ...told, product: 'P-2', produced: '1.000' },
      { ...told, scrap: '1.000' },
      { id: ENTRY, product: 'P-1' },
    ];
    expect(imported(rows, day).outcomes).toEqual(['QUANTITIES_DIFFER', 'changed', 'DUPLICATE']);
  });

  it('in a closed period are bad, but for those that change nothing', () => {
    const day = after(lineDay.initial(), [recorded()]);
    const shut = { actor: operator, facts: { periods: closed(DATE) } };
    const rows = [likeRecorded, { ...told, product: 'P-2' }];
    expect(imported(rows, day, shut).outcomes).toEqual(['unchanged', 'PERIOD_CLOSED']);
    expect(imported(rows, day, { facts: { periods: closed(DATE) } }).outcomes).toEqual(['unchanged', 'created']);
  });

  it('that were carried out before the import was cut off answer as the first time', () => {
    const day = after(lineDay.initial(), [recorded({ product: 'P-2' })]);
    const rows = [{ ...told, product: 'P-2', good: '1.000' }, told, { ...told, product: 'p-2', order: 'O-1' }];
    const first = imported(rows, day);
    const again = partsDoneBefore(entryRules, placed(rows).day, first.events, first.day, NO_PERIODS);
    expect([...again.values()]).toEqual(first.list);
    const bad = partsDoneBefore(
      entryRules,
      placed([{ ...told, product: 'P-9' }]).day,
      first.events,
      first.day,
      NO_PERIODS,
    );
    expect([...bad.values()]).toMatchObject([{ outcome: 'bad', code: 'CONFLICT' }]);
  });
});

describe('the undo of an import', () => {
  const undo = (on: LineDay, entryIds: ReadonlySet<string>) => {
    const undone = undoBatch({ batchId: IMPORT, undoId: UNDO, only: entryIds }, on, {
      ...GIVEN,
      facts: { lines, periods: new Map(), date: DATE },
    });
    return { rows: [...undoneRows(entryIds, undone.results).values()], day: after(on, undone.events) };
  };

  it('voids what it made, puts back what it changed, and keeps what somebody has touched since (C16)', () => {
    const before = after(lineDay.initial(), [recorded()]);
    const made = imported(
      [{ ...told, good: '1.000' }, ...['P-2', 'P-3'].map((product) => ({ ...told, product }))],
      before,
    );
    const touched = made.list[2]?.id as string;
    const by = { ...recorded().data, entryId: touched, output: { ...output, product: 'P-3', good: '7.000' } };
    const corrected = { type: 'ProductionCorrected', data: { ...by, before: output } } as unknown as LineDayEvent;
    const ids = new Set(made.list.map((each) => each?.id as string));
    const { rows, day } = undo(after(made.day, [corrected]), ids);
    expect(rows.map(({ outcome, code }) => code ?? outcome)).toEqual(['changed', 'changed', 'CONFLICT']);
    expect(outputsOf(day)).toEqual([...outputsOf(before), [touched, by.output] as const].toSorted(byId));
  });

  it('leaves every day as it was before, whatever the rows; and they can come in again', () => {
    const row = fc.record({
      product: fc.constantFrom('P-1', 'p-1', 'P-2', 'P-3'),
      shift: fc.constantFrom('Early', 'early', 'Late'),
      order: fc.option(fc.constantFrom('O-1', 'O-2'), { nil: undefined }),
      good: fc.constantFrom('1.000', '2.000', '522.000'),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (drawn) => {
        const rows = drawn.map(({ order, ...said }) => ({ ...told, ...said, ...(order !== undefined && { order }) }));
        const before = after(lineDay.initial(), [recorded()]);
        const made = imported(rows, before);
        const again = imported(rows, made.day);
        expect(again.events).toEqual([]);
        const ids = new Set(made.list.flatMap((each) => (each?.outcome === 'bad' ? [] : (each?.id ?? []))));
        const { day } = undo(made.day, ids);
        expect(outputsOf(day)).toEqual(outputsOf(before));
        expect(outputsOf(imported(rows, day).day)).toEqual(outputsOf(made.day));
      }),
      { numRuns: 100 },
    );
  });
});

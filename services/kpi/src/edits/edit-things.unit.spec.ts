import fc from 'fast-check';
import type { DomainEvent } from '#contracts/declare/event';
import type { InspectionEdit } from '#contracts/kpi/edit-inspections';
import { event } from '#contracts/declare/event';
import { InspectionCorrected } from '#contracts/kpi/inspection-events';
import type { Aggregate } from '#libs/event-sourcing';
import { GIVEN } from '#libs/testing/given-when-then';
import { inspectionDay, type InspectionDay, type InspectionEvent } from '../inspection/inspection-day';
import type { InspectionFacts } from '../inspection/inspection-rules';
import { DATE, LINE } from '../line-day/line-day.fixture';
import { linesNamed } from '../line/lines.fixture';
import { editThings, undoEdits } from './edit-things';
import { inspectionEdits } from './inspection-edits';
import { withinMessage } from './input-batch.handler';

const [BATCH, UNDO] = [GIVEN.newId('a batch'), GIVEN.newId('an undo')];
const IDS = [0, 1, 2].map((n) => GIVEN.newId(`inspection ${n}`)) as [string, string, string];
const FACTS = { lines: linesNamed(LINE), periods: new Map(), date: DATE, latestDate: '2026-03-31' };
const PLACE = { lineId: LINE, product: 'P-1', step: 'Test', at: '2026-03-02T10:00:00.000Z' };

function folded<State, Event extends DomainEvent>(
  { initial, evolve }: Aggregate<State, Event>,
  events: readonly Event[],
): State {
  return events.reduce(
    (state, made, revision) => evolve(state, { ...made, revision, occurredAt: GIVEN.now }),
    initial(),
  );
}

type Told = Omit<InspectionEdit, 'id'> & { readonly of: number };

/** Edits of three inspections, named by number. */
function edited(past: readonly InspectionEvent[], told: readonly Told[], batchId = BATCH) {
  const edits = told.map(({ of, ...edit }, at) => {
    const id = IDS[of] as string;
    return { at, id, edit: edit.op === 'create' ? { ...PLACE, ...edit } : { ...edit, id } };
  });
  const facts = new Map(edits.map(({ at, id }): [number, InspectionFacts] => [at, { ...FACTS, inspectionId: id }]));
  return editThings(inspectionEdits, { batchId, edits }, folded(inspectionDay, past), { ...GIVEN, facts });
}

function undone(past: readonly InspectionEvent[], ids: readonly string[] = IDS) {
  const facts = { ...FACTS, inspectionId: '' };
  const undo = { batchId: BATCH, undoId: UNDO, ids };
  return undoEdits(inspectionEdits, undo, folded(inspectionDay, past), { ...GIVEN, facts });
}

const foundIn = (day: InspectionDay) => IDS.map((id) => day.get(id)?.findings?.inspected ?? null);
const outcomesOf = (results: ReadonlyMap<unknown, { outcome: string; code: string | null }>) =>
  [...results.values()].map(({ outcome, code }) => code ?? outcome);

it('each edit is decided after those before it, names the batch, and leaves no trace where it is refused', () => {
  const { events, results } = edited(
    [],
    [
      { op: 'create', of: 0, inspected: '5.000' },
      { op: 'create', of: 0, inspected: '6.000' },
      { op: 'change', of: 0, inspected: '7.000', product: 'P-1', expected: { inspected: '5.000' } },
      { op: 'change', of: 0, product: 'P-2' },
      { op: 'change', of: 0, firstPassGood: '8.000' },
      { op: 'remove', of: 0, expected: { inspected: '5.000' } },
      { op: 'remove', of: 1 },
    ],
  );
  expect(outcomesOf(results)).toEqual([
    'created',
    'DUPLICATE',
    'changed',
    'VALIDATION_FAILED',
    'VALIDATION_FAILED',
    'CONFLICT',
    'NOT_FOUND',
  ]);
  expect(results.get(5)).toMatchObject({ current: { inspected: '7.000' } });
  expect(events.map(({ data: { batchId } }) => batchId)).toEqual([BATCH, BATCH]);
});

it('an undo of a batch that changed a thing several times puts back what was there before it', () => {
  const { events: past } = edited([], [{ op: 'create', of: 0, inspected: '5.000' }], GIVEN.newId('earlier'));
  const { events } = edited(past, [
    { op: 'change', of: 0, inspected: '6.000' },
    { op: 'remove', of: 0 },
  ]);
  const back = undone([...past, ...events]);
  expect(outcomesOf(back.results)).toContain('created');
  expect(foundIn(folded(inspectionDay, [...past, ...events, ...back.events]))).toEqual(['5.000', null, null]);
});

it('a thing that somebody has changed since is refused with both values', () => {
  const { events } = edited([], [{ op: 'create', of: 0, inspected: '5.000' }]);
  const before = folded(inspectionDay, events).get(IDS[0])?.findings as InspectionCorrected['before'];
  const by = event(InspectionCorrected, {
    inspectionId: IDS[0],
    ...PLACE,
    date: DATE,
    batchId: null,
    version: 2,
    findings: { ...before, inspected: '9.000' },
    before,
  });
  expect(undone([...events, by], [IDS[0]]).results.get(IDS[0])).toMatchObject({
    code: 'CONFLICT',
    current: { inspected: '9.000' },
    left: { inspected: '5.000' },
  });
});

it('edited and undone is as before, whatever the edits', () => {
  const told = fc.record({
    op: fc.constantFrom('create' as const, 'change' as const, 'remove' as const),
    of: fc.integer({ min: 0, max: 2 }),
    inspected: fc.constantFrom('1.000', '2.000', '3.000'),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 6 }), fc.array(told, { maxLength: 8 }), (first, second) => {
      const { events: past } = edited([], first, GIVEN.newId('earlier'));
      const { events } = edited(past, second);
      const back = undone([...past, ...events]);
      expect(outcomesOf(back.results)).not.toContain('CONFLICT');
      const after = folded(inspectionDay, [...past, ...events, ...back.events]);
      expect(foundIn(after)).toEqual(foundIn(folded(inspectionDay, past)));
    }),
    { numRuns: 50 },
  );
});

it('an answer has the values that it has room for, and every outcome', () => {
  const refused = { id: null, outcome: 'refused' as const, code: 'CONFLICT', message: 'Somebody', stream: null };
  const long = { ...refused, current: { note: 'n'.repeat(100) }, left: null };
  const short = { ...refused, current: null, left: { note: 'n' } };
  expect(withinMessage([long, long, short], 150).map(({ current, left }) => [current !== null, left !== null])).toEqual(
    [
      [true, false],
      [false, false],
      [false, false],
    ],
  );
  expect(withinMessage([short, long], 150).map(({ current, left }) => [current !== null, left !== null])).toEqual([
    [false, true],
    [true, false],
  ]);
});

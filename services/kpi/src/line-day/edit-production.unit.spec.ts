import fc from 'fast-check';
import type { ProductionEdit } from '#contracts/kpi/edit-production';
import { decidingActor } from '#libs/identity';
import { GIVEN } from '#libs/testing/given-when-then';
import type { EntryFacts } from './day-rules';
import { copied, editProduction } from './edit-production';
import { lineDay, type LineDay, type LineDayEvent } from './line-day';
import { DATE, ENTRY, LINE, closed, entryFacts, operator, output, recorded } from './line-day.fixture';
import { undoBatch } from './undo-production-batch';

const [BATCH, UNDO, AGAIN] = ['batch', 'undo', 'again'].map((name) => GIVEN.newId(name)) as [string, string, string];
const OTHER = GIVEN.newId('other');

function after(day: LineDay, events: readonly LineDayEvent[]): LineDay {
  return events.reduce(
    (folded, made, revision) => lineDay.evolve(folded, { ...made, revision, occurredAt: GIVEN.now }),
    copied(day),
  );
}

const day = after(lineDay.initial(), [recorded(), { ...recorded(), data: { ...recorded().data, entryId: OTHER } }]);

function edit(edits: readonly ProductionEdit[], on = day, facts = entryFacts(), actor = GIVEN.actor) {
  const placed = edits.map((each, at) => ({ at, edit: each }));
  const byPlace: ReadonlyMap<number, EntryFacts> = new Map(placed.map(({ at }) => [at, facts]));
  const decided = editProduction({ batchId: BATCH, edits: placed }, on, { ...GIVEN, actor, facts: byPlace });
  return { ...decided, day: after(on, decided.events), list: placed.map(({ at }) => decided.results.get(at)) };
}

const undo = (on: LineDay, batchId = BATCH, undoId = UNDO) => {
  const undone = undoBatch({ batchId, undoId }, on, { ...GIVEN, facts: entryFacts() });
  return { ...undone, day: after(on, undone.events) };
};

const told = { lineId: LINE, date: DATE, shift: 'Early', product: 'P-1' };
const outputs = ({ entries }: LineDay) =>
  new Map([...entries].flatMap(([id, { value }]) => (value ? [[id, value] as const] : [])));

describe('a batch of edits', () => {
  it('gives each its own outcome, and a refused one changes nothing', () => {
    const { list, events } = edit([
      { op: 'create', ...told, good: '1.000' },
      { op: 'change', id: ENTRY, good: '520.000' },
      { op: 'change', id: ENTRY, good: '520.000' },
      { op: 'change', id: OTHER, good: '1.000', produced: '2.000' },
      { op: 'remove', id: OTHER },
      { op: 'remove', id: OTHER },
    ]);
    expect(list.map((each) => [each?.outcome, each?.code])).toEqual([
      ['created', null],
      ['changed', null],
      ['unchanged', null],
      ['refused', 'QUANTITIES_DIFFER'],
      ['removed', null],
      ['refused', 'NOT_FOUND'],
    ]);
    expect(list[3]?.current).toEqual(output);
    expect(events.map(({ data }) => data.batchId)).toEqual([BATCH, BATCH, BATCH]);
    expect(events[0]?.data).toMatchObject({ source: 'batch' });
  });

  it('does not touch an entry with other values than the client has seen', () => {
    const expected = { good: '521.000' };
    expect(edit([{ op: 'change', id: ENTRY, expected, good: '1.000' }]).list).toMatchObject([
      { outcome: 'refused', code: 'CONFLICT', current: { good: '522.000' } },
    ]);
    expect(edit([{ op: 'remove', id: ENTRY, expected: { good: '522.000', order: null } }]).list).toMatchObject([
      { outcome: 'removed' },
    ]);
  });

  it('refuses edits that contradict themselves', () => {
    const faulty: ProductionEdit[] = [
      { op: 'create', ...told, id: ENTRY, good: '1.000' },
      { op: 'create', lineId: LINE, date: DATE, product: 'P-1', good: '1.000' },
      { op: 'change', id: ENTRY, date: '2026-03-03', good: '1.000' },
      { op: 'change', id: ENTRY, lineId: OTHER, good: '1.000' },
    ];
    const { list, events } = edit(faulty);
    expect(list.map((each) => each?.code)).toEqual(Array.from({ length: 4 }, () => 'VALIDATION_FAILED'));
    expect(events).toEqual([]);
  });

  it('is refused edit by edit in a closed period', () => {
    const { list } = edit([{ op: 'remove', id: ENTRY }], day, entryFacts({ periods: closed(DATE) }), operator);
    expect(list).toMatchObject([{ code: 'PERIOD_CLOSED' }]);
  });
});

describe('undoing a batch', () => {
  it('refuses what somebody has changed since, with both values, and puts the rest back', () => {
    const batch = edit([
      { op: 'change', id: ENTRY, good: '520.000' },
      { op: 'remove', id: OTHER },
    ]);
    const single = recorded({ good: '519.000' });
    const { results, day: undone } = undo(after(batch.day, [single]));
    expect(results).toMatchObject([
      { outcome: 'refused', code: 'CONFLICT', current: { good: '519.000' }, left: { good: '520.000' } },
      { outcome: 'created', id: OTHER },
    ]);
    expect(outputs(undone)).toEqual(outputs(after(day, [single])));
  });

  it('is done once, and can be undone itself', () => {
    const batch = edit([{ op: 'change', id: ENTRY, good: '520.000' }]);
    const undone = undo(batch.day);
    expect(undo(undone.day).results).toMatchObject([{ outcome: 'unchanged' }]);
    expect(outputs(undo(undone.day, UNDO, AGAIN).day)).toEqual(outputs(batch.day));
  });

  it('needs the permission in a closed period', () => {
    const batch = edit([{ op: 'remove', id: ENTRY }]);
    const facts = entryFacts({ periods: closed(DATE) });
    const given = { ...GIVEN, facts, actor: decidingActor({ id: OTHER, roles: ['counter'] }) };
    expect(undoBatch({ batchId: BATCH, undoId: UNDO }, batch.day, given).results).toMatchObject([
      { code: 'PERIOD_CLOSED' },
    ]);
  });

  it('leaves the day as if the batch had never been, whatever its edits', () => {
    const quantity = fc.nat(5).map((n) => `${n}.000`);
    const one = fc.oneof(
      quantity.map((good): ProductionEdit => ({ op: 'create', ...told, good })),
      fc
        .record({ id: fc.constantFrom(ENTRY, OTHER), good: quantity, order: fc.constantFrom(null, 'O-1') })
        .map((said): ProductionEdit => ({ op: 'change', ...said })),
      fc.constantFrom(ENTRY, OTHER).map((id): ProductionEdit => ({ op: 'remove', id })),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (edits) => {
        expect(outputs(undo(edit(edits).day).day)).toEqual(outputs(day));
      }),
      { numRuns: 50 },
    );
  });
});

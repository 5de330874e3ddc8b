import { event } from '#contracts/declare/event';
import { ProductionCorrected, ProductionRecorded, ProductionRemoved } from '#contracts/kpi/production-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { correctProduction } from './correct-production';
import { lineDay } from './line-day';
import { ProductionEntryRow } from './line-day.entity';
import { DATE, ENTRY, LINE, closed, entryFacts, operator, output, recorded } from './line-day.fixture';
import { productionEntryProjection } from './line-day.projection';
import { recordProduction } from './record-production';
import { removeProduction } from './remove-production';

const command = {
  lineId: LINE,
  date: DATE,
  shift: 'early',
  product: 'P-1',
  good: '522.000',
  rework: '12.000',
  scrap: '6.000',
};
const record = (more: object, facts = entryFacts()) =>
  given(lineDay).when(recordProduction, { ...command, ...more }, { facts });
const run = { shift: null, from: '2026-03-02T05:00:00.000Z', to: '2026-03-02T13:00:00.000Z' };
const correct = (said: object, past = recorded(), facts = entryFacts()) =>
  given(lineDay, past).when(correctProduction, { entryId: ENTRY, ...said }, { facts });

describe('recording production', () => {
  it('records an entry of a shift, as the calendar spells it', () => {
    const entryId = GIVEN.newId('entry');
    record({}).then(event(ProductionRecorded, { ...recorded().data, entryId }));
  });

  it('records the run of an entry, and no rework and scrap by default', () => {
    const { date: _, shift: __, rework: ___, scrap: ____, ...rest } = command;
    given(lineDay)
      .when(recordProduction, { ...rest, from: run.from }, { facts: entryFacts({ shift: null }) })
      .thenMatching({
        data: { date: DATE, output: { shift: null, from: run.from, to: null, rework: '0.000', scrap: '0.000' } },
      });
  });

  it('refuses a sum that is not that of the quantities', () => {
    record({ produced: '540.001' }).thenRefused('QUANTITIES_DIFFER', { produced: '540.000' });
    record({ produced: '540.000' }).thenMatching({ data: { output } });
  });

  it('counts packs in units of the standard, exactly (W10)', () => {
    const packs = { unit: 'pack', good: '1200.000', rework: '0.500', scrap: '0.000' };
    record({ ...packs, produced: '1200.500' }, entryFacts({ unitsPerPack: '12.000' })).thenMatching({
      data: { output: { good: '14400.000', rework: '6.000', scrap: '0.000' } },
    });
    record({ ...packs, good: '0.001' }, entryFacts({ unitsPerPack: '0.500' })).thenRefused('UNIT_NOT_EXACT');
    record(packs).thenRefused('VALIDATION_FAILED');
  });

  it('refuses a shift that the calendar does not have on that date, where it has any', () => {
    const shifts = ['Early', 'Late'];
    record({}, entryFacts({ shifts })).thenMatching({ data: { output: { shift: 'Early' } } });
    record({}, entryFacts({ shifts, shift: 'Nigth' })).thenRefused('VALIDATION_FAILED');
    record({}, entryFacts({ shift: 'Nigth' })).thenMatching({ data: { output: { shift: 'Nigth' } } });
  });

  it('refuses a date after tomorrow, also of a run', () => {
    record({}, entryFacts({ latestDate: DATE })).thenMatching({ data: { date: DATE } });
    record({}, entryFacts({ latestDate: '2026-03-01' })).thenRefused('VALIDATION_FAILED');
    const { date: _, shift: __, ...rest } = command;
    given(lineDay)
      .when(
        recordProduction,
        { ...rest, from: run.from },
        { facts: entryFacts({ shift: null, latestDate: '2026-03-01' }) },
      )
      .thenRefused('VALIDATION_FAILED');
  });

  it('refuses a line that is not there', () => {
    record({ lineId: GIVEN.newId('nowhere') }).thenRefused('NOT_FOUND');
  });

  it('refuses a date in a closed period, but for those who may close periods', () => {
    const facts = entryFacts({ periods: closed(DATE) });
    given(lineDay)
      .when(recordProduction, command, { facts, actor: operator })
      .thenRefused('PERIOD_CLOSED', { through: DATE });
    given(lineDay).when(recordProduction, command, { facts }).thenMatching({ type: 'ProductionRecorded' });
    const before = entryFacts({ periods: closed('2026-03-01') });
    given(lineDay)
      .when(recordProduction, command, { facts: before, actor: operator })
      .thenMatching({ type: 'ProductionRecorded' });
  });
});

describe('correcting an entry', () => {
  it('names what it was, keeps what was not given, and removes what is null', () => {
    const before = { ...output, order: 'O-1' };
    const changed = { ...before, good: '520.000', order: null };
    correct({ good: '520.000', order: null }, recorded({ order: 'O-1' })).then(
      event(ProductionCorrected, { entryId: ENTRY, lineId: LINE, date: DATE, batchId: null, output: changed, before }),
    );
  });

  it('records nothing when nothing differs', () => {
    correct({ good: '522.000', shift: 'EARLY', people: null }).thenNothing();
  });

  it('checks the sum of all three quantities', () => {
    correct({ good: '520.000', produced: '538.000' }).thenMatching({ data: { output: { good: '520.000' } } });
    correct({ good: '520.000', produced: '540.000' }).thenRefused('QUANTITIES_DIFFER');
  });

  it('keeps the kind of its time: a shift, or a run that ends after its start', () => {
    correct({ from: run.from }).thenRefused('VALIDATION_FAILED');
    correct({ to: run.to }).thenRefused('VALIDATION_FAILED');
    correct({ shift: 'Late' }, recorded(run)).thenRefused('VALIDATION_FAILED');
    correct({ to: run.from }, recorded(run)).thenRefused('VALIDATION_FAILED');
    correct({ to: null }, recorded(run)).thenMatching({ data: { output: { ...run, to: null } } });
  });

  it('takes it to a shift of the calendar alone, and leaves one that the calendar has no more', () => {
    const facts = (shift: string) => entryFacts({ shift, shifts: ['Early'] });
    correct({ shift: 'Late' }, recorded(), facts('Late')).thenRefused('VALIDATION_FAILED');
    correct({ shift: 'Late', good: '1.000' }, recorded({ shift: 'Late' }), facts('Late')).thenMatching({
      data: { output: { shift: 'Late', good: '1.000' } },
    });
  });

  it('leaves it on its business date', () => {
    correct({ from: '2026-03-01T23:00:00.000Z' }, recorded(run), entryFacts({ date: '2026-03-01' })).thenRefused(
      'VALIDATION_FAILED',
    );
  });

  it('refuses one that is not there, and one in a closed period', () => {
    correct({ entryId: GIVEN.newId('other') }).thenRefused('NOT_FOUND');
    given(lineDay, recorded())
      .when(
        correctProduction,
        { entryId: ENTRY, good: '1.000' },
        { facts: entryFacts({ periods: closed(DATE) }), actor: operator },
      )
      .thenRefused('PERIOD_CLOSED');
  });
});

describe('removing an entry', () => {
  const removed = event(ProductionRemoved, { entryId: ENTRY, lineId: LINE, date: DATE, batchId: null, before: output });

  it('names what it was, and happens once', () => {
    const facts = entryFacts();
    given(lineDay, recorded()).when(removeProduction, { entryId: ENTRY }, { facts }).then(removed);
    given(lineDay, recorded(), removed).when(removeProduction, { entryId: ENTRY }, { facts }).thenRefused('NOT_FOUND');
    given(lineDay, recorded())
      .when(removeProduction, { entryId: ENTRY }, { facts: entryFacts({ periods: closed(DATE) }), actor: operator })
      .thenRefused('PERIOD_CLOSED');
  });

  it('keeps its row, and brings it back when it is recorded again', () => {
    const rowAfter = (...events: Parameters<typeof folding>[1][]) =>
      folding(productionEntryProjection, recorded(), ...events).rowOf(ProductionEntryRow);
    expect(rowAfter(removed)).toMatchObject({ removed: true, good: '522.000', revision: 1 });
    expect(rowAfter(removed, recorded({ good: '1.000' }))).toMatchObject({
      removed: false,
      good: '1.000',
      revision: 2,
    });
  });
});

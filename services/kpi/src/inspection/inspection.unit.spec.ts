import { event } from '#contracts/declare/event';
import { InspectionCorrected, InspectionRecorded, InspectionRemoved } from '#contracts/kpi/inspection-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { DATE, LINE, closed, operator } from '../line-day/line-day.fixture';
import { linesNamed } from '../line/lines.fixture';
import type { KpiPeriods } from '../period/kpi-periods';
import { correctInspection } from './correct-inspection';
import { inspectionDay, type InspectionEvent } from './inspection-day';
import { inspectionDayIdOf, inspectionIdOf } from './inspection-facts.provider';
import { InspectionRow } from './inspection.entity';
import { inspectionProjection } from './inspection.projection';
import { recordInspection } from './record-inspection';
import { removeInspection } from './remove-inspection';

const inspectionId = GIVEN.newId('an inspection');
const place = { lineId: LINE, product: 'P-1', step: 'Test', at: '2026-03-02T10:00:00.000Z' };
const none = { defects: null, opportunities: null, reworked: null, repaired: null, scrapped: null };
const findings = { inspected: '540.000', firstPassGood: '522.000', defectiveUnits: '18.000', ...none };
const command = { ...place, inspected: '540.000', firstPassGood: '522.000', defectiveUnits: '18.000' };
const ofInspection = { inspectionId, ...place, date: DATE, batchId: null };
const recorded = event(InspectionRecorded, { ...ofInspection, version: 1, findings });
const removed = event(InspectionRemoved, { ...ofInspection, version: 2, before: findings });

const facts = (periods: KpiPeriods = new Map()) => ({ lines: linesNamed(LINE), periods, inspectionId, date: DATE });
const record = (more: object, ...past: InspectionEvent[]) =>
  given(inspectionDay, ...past).when(recordInspection, { ...command, ...more }, { facts: facts() });
const correct = (said: object, ...past: InspectionEvent[]) =>
  given(inspectionDay, ...past).when(correctInspection, { inspectionId, ...said }, { facts: facts() });
const remove = (...past: InspectionEvent[]) =>
  given(inspectionDay, ...past).when(removeInspection, { inspectionId }, { facts: facts() });

describe('recording an inspection', () => {
  it('records what was found, and null for what was not counted', () => {
    record({}).then(recorded);
    record({ lineId: undefined, defects: 24, opportunities: 5 }).thenMatching({
      data: { lineId: null, findings: { defects: 24, opportunities: 5 } },
    });
  });

  it('refuses a second one of the same line, product, step and time, and names the first', () => {
    record({ inspected: '1.000' }, recorded).thenRefused('DUPLICATE', { inspectionId });
  });

  it('records one again that was removed, under its id', () => {
    record({}, recorded, removed).then(event(InspectionRecorded, { ...recorded.data, version: 3 }));
  });

  it('refuses a line that is not there', () => {
    record({ lineId: GIVEN.newId('nowhere') }).thenRefused('NOT_FOUND');
  });
});

describe('correcting an inspection', () => {
  it('names what it was; an absent field stays, and null removes', () => {
    const corrected = { ...findings, firstPassGood: null, defectiveUnits: '20.000' };
    correct({ firstPassGood: null, defectiveUnits: '20.000' }, recorded).then(
      event(InspectionCorrected, { ...ofInspection, version: 2, findings: corrected, before: findings }),
    );
  });

  it('records nothing when nothing differs', () => {
    correct({ inspected: '540.000', defects: null }, recorded).thenNothing();
  });

  it('refuses what contradicts the rest of it', () => {
    correct({ inspected: '539.000' }, recorded).thenRefused('VALIDATION_FAILED');
    correct({ defects: 17 }, recorded).thenRefused('VALIDATION_FAILED');
    correct({ inspected: '541.000' }, recorded).thenMatching({ data: { findings: { inspected: '541.000' } } });
  });

  it('refuses one that is not there, or was removed', () => {
    correct({ defects: 24 }).thenRefused('NOT_FOUND');
    correct({ defects: 24 }, recorded, removed).thenRefused('NOT_FOUND');
  });
});

it('an inspection is removed once', () => {
  remove(recorded).then(removed);
  remove(recorded, removed).thenRefused('NOT_FOUND');
});

it('a closed date takes no change but from those who may close periods', () => {
  const [at, of] = [facts(closed(DATE)), given(inspectionDay, recorded)];
  const byOperator = { facts: at, actor: operator };
  given(inspectionDay).when(recordInspection, command, byOperator).thenRefused('PERIOD_CLOSED', { through: DATE });
  const anywhere = { ...command, lineId: undefined };
  given(inspectionDay)
    .when(recordInspection, anywhere as never, byOperator)
    .thenRefused('PERIOD_CLOSED');
  of.when(correctInspection, { inspectionId, defects: 24 }, byOperator).thenRefused('PERIOD_CLOSED');
  of.when(removeInspection, { inspectionId }, byOperator).thenRefused('PERIOD_CLOSED');
  of.when(removeInspection, { inspectionId }, { facts: at }).then(removed);
});

it('an id follows from line, product, step and time, in any case of the texts', () => {
  const tenantId = GIVEN.tenantId;
  const id = inspectionIdOf(place, tenantId);
  expect(inspectionIdOf({ ...place, product: 'p-1', step: 'TEST' }, tenantId)).toBe(id);
  const others = [{ lineId: null }, { product: 'P-2' }, { step: 'Test 2' }, { at: '2026-03-02T10:00:00.001Z' }];
  const ids = others.map((other) => inspectionIdOf({ ...place, ...other }, tenantId));
  expect(new Set([id, ...ids, inspectionIdOf(place, GIVEN.newId('other organisation'))]).size).toBe(6);
  const streams = [place, { ...place, at: '2026-03-02T23:59:59.999Z' }, { ...place, at: '2026-03-03T00:00:00.000Z' }];
  expect(new Set(streams.map((each) => inspectionDayIdOf(each, tenantId))).size).toBe(2);
});

it('rows hold what was known from one event to the next', () => {
  const corrected = event(InspectionCorrected, {
    ...ofInspection,
    version: 2,
    findings: { ...findings, defects: 24 },
    before: findings,
  });
  const again = [
    event(InspectionRemoved, { ...removed.data, version: 3 }),
    { ...recorded, data: { ...recorded.data, version: 4 } },
  ];
  const rows = folding(inspectionProjection, recorded, corrected, ...again).rowsOf(InspectionRow);
  expect(rows.map(({ version, defects, removed: is, present }) => [version, defects, is, present])).toEqual([
    [1, null, false, false],
    [2, 24, false, false],
    [3, 24, true, false],
    [4, null, false, true],
  ]);
  expect(rows.map(({ recordedTo }) => recordedTo)).toEqual([...rows.slice(1).map((row) => row.recordedFrom), null]);
  expect(new Set(rows.map(({ createdAt }) => createdAt)).size).toBe(1);
  expect(rows.at(-1)).toMatchObject({ productKey: 'p-1', stepKey: 'test', date: DATE, lineId: LINE });
});

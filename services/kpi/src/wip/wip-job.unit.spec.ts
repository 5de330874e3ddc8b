import { event } from '#contracts/declare/event';
import {
  MAX_HOLDS,
  WipJobChanged,
  WipJobRecorded,
  WipJobRemoved,
  type WipJobParts,
} from '#contracts/kpi/wip-job-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { closed, operator } from '../line-day/line-day.fixture';
import { changeWipJob } from './change-wip-job';
import { recordWipJob } from './record-wip-job';
import { removeWipJob } from './remove-wip-job';
import { wipJob, type WipJobEvent } from './wip-job';
import { firstDifference, type WipJobFacts } from './wip-job-rules';
import { WipJobRow, WipJobVersionRow } from './wip-job.entity';
import { wipJobProjection } from './wip-job.projection';

const jobId = GIVEN.newId('a job');
const at = (day: number, hour = 6) => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
const parts: WipJobParts = { product: 'P-1', startedAt: at(5), endedAt: null, holds: [] };
const facts = (more: Partial<WipJobFacts> = {}): WipJobFacts => ({
  jobId,
  periods: new Map(),
  timeZone: 'Europe/Berlin',
  ...more,
});
const recorded = (more: Partial<WipJobParts> = {}) =>
  event(WipJobRecorded, { jobId, job: 'J-1', parts: { ...parts, ...more } });
const record = (more: object) =>
  given(wipJob).when(recordWipJob, { job: 'J-1', product: 'P-1', startedAt: at(5), ...more }, { facts: facts() });
const change = (said: object, past = recorded()) =>
  given(wipJob, past).when(changeWipJob, { jobId, ...said }, { facts: facts() });

describe('recording a job', () => {
  it('records an open one, with its holds in order', () => {
    record({}).then(recorded());
    record({ holds: [{ from: at(9) }, { from: at(6), to: at(7) }] }).then(
      recorded({
        holds: [
          { from: at(6), to: at(7) },
          { from: at(9), to: null },
        ],
      }),
    );
  });

  it('ends a hold that goes on with the job', () => {
    record({ endedAt: at(10), holds: [{ from: at(9) }] }).thenMatching({
      data: { parts: { holds: [{ from: at(9), to: at(10) }] } },
    });
  });

  it.each([
    ['an end before the start', { endedAt: at(4) }],
    ['a hold before the start', { holds: [{ from: at(4), to: at(6) }] }],
    ['a hold after the end', { endedAt: at(10), holds: [{ from: at(9), to: at(11) }] }],
    ['a hold that begins after the end', { endedAt: at(10), holds: [{ from: at(11) }] }],
    ['a hold that ends before it begins', { holds: [{ from: at(7), to: at(6) }] }],
  ])('refuses %s', (_, more) => {
    record(more).thenRefused('VALIDATION_FAILED');
  });
});

describe('changing a job', () => {
  it('ends it, opens it again, and names what it was', () => {
    const ended = { ...parts, endedAt: at(10) };
    change({ endedAt: at(10) }).then(event(WipJobChanged, { jobId, parts: ended, before: parts }));
    change({ endedAt: null }, recorded(ended)).then(event(WipJobChanged, { jobId, parts, before: ended }));
    change({ product: 'P-1', startedAt: at(5), holds: [] }).thenNothing();
  });

  it('puts it on hold now, and ends the hold', () => {
    const held = { holds: [{ from: GIVEN.now, to: null }] };
    change({ onHold: true }).thenMatching({ data: { parts: held } });
    change({ onHold: true }, recorded({ holds: [{ from: at(6), to: null }] })).thenNothing();
    change({ onHold: false }, recorded({ holds: [{ from: at(6), to: null }] })).thenMatching({
      data: { parts: { holds: [{ from: at(6), to: GIVEN.now }] } },
    });
    change({ onHold: false }).thenNothing();
  });

  it('refuses a start after a hold, and one hold more than there may be', () => {
    change({ startedAt: at(7) }, recorded({ holds: [{ from: at(6), to: null }] })).thenRefused('VALIDATION_FAILED');
    const holds = Array.from({ length: MAX_HOLDS }, () => ({ from: at(6), to: at(7) }));
    change({ onHold: true }, recorded({ holds })).thenRefused('LIMIT_REACHED');
  });

  it('refuses what alters a closed past, and takes what comes after it', () => {
    const closing = { facts: facts({ periods: closed('2026-01-10') }), actor: operator };
    const when = (said: object) => given(wipJob, recorded()).when(changeWipJob, { jobId, ...said }, closing);
    when({ endedAt: at(10) }).thenRefused('PERIOD_CLOSED', { through: '2026-01-10' });
    when({ product: 'P-2' }).thenRefused('PERIOD_CLOSED');
    when({ endedAt: at(11) }).thenMatching({ type: 'WipJobChanged' });
    given(wipJob, recorded()).when(removeWipJob, { jobId }, closing).thenRefused('PERIOD_CLOSED');
    given(wipJob)
      .when(recordWipJob, { job: 'J-2', product: 'P-1', startedAt: at(10) }, closing)
      .thenRefused('PERIOD_CLOSED');
  });

  it('finds nothing that was removed', () => {
    const removed = event(WipJobRemoved, { jobId, before: parts });
    given(wipJob, recorded()).when(removeWipJob, { jobId }, { facts: facts() }).then(removed);
    given(wipJob, recorded(), removed).when(changeWipJob, { jobId }, { facts: facts() }).thenRefused('NOT_FOUND');
  });
});

it.each<[string, Partial<WipJobParts>, string | undefined]>([
  ['nothing', {}, undefined],
  ['an end', { endedAt: at(9) }, at(9)],
  ['another product', { product: 'P-2' }, at(5)],
  ['a later start', { startedAt: at(6) }, at(5)],
  ['an earlier start', { startedAt: at(4) }, at(4)],
  ['a hold', { holds: [{ from: at(7), to: at(8) }] }, at(7)],
])('the first difference of %s', (_, changed, moment) => {
  expect(firstDifference(parts, { ...parts, ...changed })).toBe(moment);
});

it('the code is held while the job is open', () => {
  const held = (...past: WipJobEvent[]) => {
    const state = past.reduce(
      (folded, made, revision) => wipJob.evolve(folded, { ...made, revision, occurredAt: GIVEN.now }),
      wipJob.initial(),
    );
    return wipJob.reserve?.(state).length;
  };
  expect([held(recorded()), held(recorded({ endedAt: at(9) }))]).toEqual([1, 0]);
  expect(held(recorded(), event(WipJobRemoved, { jobId, before: parts }))).toBe(0);
});

it('a job is one row, and what it was before stays with the time in which it was so', () => {
  const ended = { ...parts, endedAt: at(9) };
  const changed = event(WipJobChanged, { jobId, parts: ended, before: parts });
  const removed = event(WipJobRemoved, { jobId, before: ended });
  const rows = folding(wipJobProjection, recorded(), changed);
  const row = rows.rowOf(WipJobRow);
  expect(row).toMatchObject({ endedAt: at(9), revision: 1, onHold: false, productKey: 'p-1', jobKey: 'j-1' });
  expect(rows.rowsOf(WipJobVersionRow)).toEqual([
    expect.objectContaining({ revision: 0, parts, recordedFrom: row?.createdAt, recordedTo: row?.recordedFrom }),
  ]);
  const gone = folding(wipJobProjection, recorded(), changed, removed);
  expect(gone.rowOf(WipJobRow)).toBeUndefined();
  expect(gone.rowsOf(WipJobVersionRow).map(({ parts: of }) => of)).toEqual([parts, ended]);
});

import { event } from '#contracts/declare/event';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved } from '#contracts/kpi/stop-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { correctStop } from './correct-stop';
import { endStop } from './end-stop';
import { lineDay, type LineDayEvent } from './line-day';
import { DATE, JAM, LINE, STOP, closed, operator, stop, stopFacts, stopped } from './line-day.fixture';
import { recordStop } from './record-stop';
import { removeStop } from './remove-stop';

const ofStop = { stopId: STOP, lineId: LINE, date: DATE, batchId: null };
const [from, to] = [stop.from, '2026-03-02T08:40:00.000Z'];
const record = (more: object, given_: object = {}) =>
  given(lineDay).when(recordStop, { lineId: LINE, ...more }, { facts: stopFacts(), ...given_ });
const correct = (said: object, past = stopped({ to }), facts = stopFacts()) =>
  given(lineDay, past).when(correctStop, { stopId: STOP, ...said }, { facts });
const end = (said: object, ...past: LineDayEvent[]) =>
  given(lineDay, ...past).when(endStop, { stopId: STOP, ...said }, { facts: stopFacts() });
const atDate = { facts: stopFacts({ periods: closed(DATE) }), actor: operator };

describe('recording a stop', () => {
  it('starts a timer now, or records both times, with the reason of the code in any case', () => {
    const stopId = GIVEN.newId('stop');
    record({}).then(event(StopRecorded, { ...ofStop, stopId, stop: { ...stop, from: GIVEN.now } }));
    record({ from, to, reason: 'jam', note: 'Belt' }).then(
      event(StopRecorded, { ...ofStop, stopId, stop: { from, to, reasonId: JAM, note: 'Belt' } }),
    );
  });

  it('refuses an unknown line, an unknown reason and a closed date', () => {
    record({ lineId: GIVEN.newId('nowhere') }).thenRefused('NOT_FOUND');
    record({ reason: 'NONE' }).thenRefused('NOT_FOUND');
    record({ from }, atDate).thenRefused('PERIOD_CLOSED');
  });
});

describe('a second timer', () => {
  const other = GIVEN.newId('other');
  const open = { stopId: other, from: '2026-03-01T08:00:00.000Z', reasonId: null };
  const beside = (said: object, facts = stopFacts()) =>
    given(lineDay, stopped()).when(recordStop, { lineId: LINE, ...said }, { facts });

  it('of the same reason, or of none, is refused with the one that runs', () => {
    beside({}).thenRefused('CONFLICT', { stopId: STOP, from });
    given(lineDay, stopped({ reasonId: JAM }))
      .when(recordStop, { lineId: LINE, reason: 'jam' }, { facts: stopFacts() })
      .thenRefused('CONFLICT', { stopId: STOP, from });
    record({}, { facts: stopFacts({ open: [open] }) }).thenRefused('CONFLICT', { stopId: other, from: open.from });
  });

  it('may run for another reason, or be told with its end', () => {
    beside({ reason: 'JAM' }).thenMatching({ data: { stop: { reasonId: JAM, to: null } } });
    beside({ from, to }).thenMatching({ data: { stop: { to } } });
  });

  it('is none that comes of a correction, unless it was one already', () => {
    const facts = stopFacts({ open: [open] });
    correct({ to: null }, undefined, facts).thenRefused('CONFLICT');
    correct({ reason: null }, stopped({ reasonId: JAM }), facts).thenRefused('CONFLICT');
    correct({ note: 'Belt' }, stopped(), facts).thenMatching({ data: { stop: { note: 'Belt' } } });
  });
});

describe('ending a stop', () => {
  it('ends it now, or at a time after its start', () => {
    end({ to: undefined }, stopped({ from: '2026-01-31T11:00:00.000Z' })).then(
      event(StopEnded, { ...ofStop, to: GIVEN.now }),
    );
    end({ to }, stopped()).then(event(StopEnded, { ...ofStop, to }));
    end({ to: from }, stopped()).thenRefused('VALIDATION_FAILED');
  });

  it('happens once', () => {
    const ended = event(StopEnded, { ...ofStop, to });
    end({ to }, stopped(), ended).thenNothing();
    end({ to: '2026-03-02T09:00:00.000Z' }, stopped(), ended).thenRefused('CONFLICT', { to });
    end({ to }).thenRefused('NOT_FOUND');
  });
});

describe('correcting a stop', () => {
  it('gives it a reason afterwards, and names what it was', () => {
    const before = { ...stop, to };
    correct({ reason: 'JAM' }).then(event(StopCorrected, { ...ofStop, stop: { ...before, reasonId: JAM }, before }));
    correct({ reason: null }, stopped({ reasonId: JAM })).thenMatching({ data: { stop: { reasonId: null } } });
    correct({ to: null }).thenMatching({ data: { stop: { to: null } } });
  });

  it('records nothing when nothing differs', () => {
    correct({ to, note: null }).thenNothing();
  });

  it('refuses an end before the start, another business date and an unknown reason', () => {
    correct({ from: to }).thenRefused('VALIDATION_FAILED');
    correct({ to: from }).thenRefused('VALIDATION_FAILED');
    correct({ from: '2026-03-01T20:00:00.000Z' }, undefined, stopFacts({ date: '2026-03-01' })).thenRefused(
      'VALIDATION_FAILED',
    );
    correct({ reason: 'NONE' }).thenRefused('NOT_FOUND');
    given(lineDay, stopped()).when(correctStop, { stopId: STOP, note: 'x' }, atDate).thenRefused('PERIOD_CLOSED');
  });
});

it('a stop is removed once, and not in a closed period', () => {
  const removed = event(StopRemoved, { ...ofStop, before: stop });
  const facts = stopFacts();
  given(lineDay, stopped()).when(removeStop, { stopId: STOP }, { facts }).then(removed);
  given(lineDay, stopped(), removed).when(removeStop, { stopId: STOP }, { facts }).thenRefused('NOT_FOUND');
  given(lineDay, stopped()).when(removeStop, { stopId: STOP }, atDate).thenRefused('PERIOD_CLOSED');
});

import { event } from '#contracts/declare/event';
import { AbsenceRemoved, AbsenceSet } from '#contracts/workflow/absence-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { absence, standsInOn } from './absence';
import { setAbsence } from './set-absence';

const userId = GIVEN.actor.id;
const deputyId = GIVEN.newId('deputy');
const command = { from: '2026-07-01', to: '2026-07-14', deputyId };
const set = event(AbsenceSet, { userId, fromOn: '2026-07-01', toOn: '2026-07-14', deputyId });
const known = { facts: { isUser: true } };

describe('an absence', () => {
  it('names a deputy for some days, and is removed', () => {
    given(absence).when(setAbsence, command, known).then(set);
    given(absence, set).when(setAbsence, command, known).thenNothing();
    const none = { from: null, to: null, deputyId: null };
    given(absence, set).when(setAbsence, none, known).then(event(AbsenceRemoved, { userId }));
    given(absence).when(setAbsence, none, known).thenNothing();
  });

  it('has another user, who can sign in, as deputy', () => {
    given(absence)
      .when(setAbsence, { ...command, deputyId: userId }, known)
      .thenRefused('VALIDATION_FAILED');
    given(absence)
      .when(setAbsence, command, { facts: { isUser: false } })
      .thenRefused('NOT_FOUND');
  });

  it('counts from its first to its last day', () => {
    const state = { absence: { fromOn: '2026-07-01', toOn: '2026-07-14', deputyId } };
    const days = ['2026-06-30', '2026-07-01', '2026-07-14', '2026-07-15'];
    expect(days.map((day) => standsInOn(day, deputyId, state))).toEqual([false, true, true, false]);
    expect(standsInOn('2026-07-01', userId, state)).toBe(false);
  });
});

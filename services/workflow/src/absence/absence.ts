import { evolve } from '#contracts/declare/fold';
import { AbsenceRemoved, AbsenceSet } from '#contracts/workflow/absence-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The absence of a user; its stream is named by them. */
export interface AbsenceState {
  /** Null: none. */
  readonly absence: AbsenceDays | null;
}

/** Both days belong to it. */
export interface AbsenceDays {
  readonly fromOn: string;
  readonly toOn: string;
  readonly deputyId: string;
}

export const absence = aggregate('workflow.absence', (): AbsenceState => ({ absence: null }), [
  evolve(AbsenceSet, (_: AbsenceState, { data: { fromOn, toOn, deputyId } }) => ({
    absence: { fromOn, toOn, deputyId },
  })),
  evolve(AbsenceRemoved, (): AbsenceState => ({ absence: null })),
]);

export type AbsenceEvent = EventsOf<typeof absence>;

export function isAwayOn(date: string, state: AbsenceState): state is { readonly absence: AbsenceDays } {
  const { absence: away } = state;
  return away !== null && away.fromOn <= date && date <= away.toOn;
}

/** Whether somebody stands in for the user on a date. */
export function standsInOn(date: string, deputyId: string, state: AbsenceState): boolean {
  return isAwayOn(date, state) && state.absence.deputyId === deputyId;
}

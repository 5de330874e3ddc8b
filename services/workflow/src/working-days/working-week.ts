import { evolve } from '#contracts/declare/fold';
import { WorkingDaysSet, type Holiday } from '#contracts/workflow/working-days-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The days on which an organisation works. */
export interface WorkingWeek {
  /** 1: Monday. */
  readonly weekdays: readonly number[];
  /** In ascending order. */
  readonly holidays: readonly Holiday[];
  readonly updatedAt: string | null;
}

export const MONDAY_TO_FRIDAY: WorkingWeek = { weekdays: [1, 2, 3, 4, 5], holidays: [], updatedAt: null };

/** Its stream is named by the organisation. */
export const workingWeek = aggregate('workflow.working_days', (): WorkingWeek => MONDAY_TO_FRIDAY, [
  evolve(WorkingDaysSet, (_, { data: { weekdays, holidays }, occurredAt: updatedAt }) => ({
    weekdays,
    holidays,
    updatedAt,
  })),
]);

export type WorkingWeekEvent = EventsOf<typeof workingWeek>;

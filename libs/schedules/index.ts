import { ScheduleRuns1767225850000 } from './migrations/1767225850000-schedule-runs';

export * from './job';
export { Repeating } from './repeating';
export { RunBook, type LatestRun } from './run-book';
export { daily, dueAround, everyMinutes, monthly, weekly, type LocalRule, type Weekday } from './rule';
export type { JobCounts } from './run-store';
export { Schedules, openSchedules, type SchedulesOptions } from './schedules';
export type { ScheduledOrganization } from './timetable';

/** The migrations of this library's tables in the schema `engine`, in order. */
export const scheduleMigrations = [ScheduleRuns1767225850000];

import type { RowDone } from '#contracts/imports/rows-done';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import { lineDayIdOf } from '../line-day/day-facts.provider';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import type { RowsOfStream, RowsToDo } from './rows-of-streams.handler';

/** The rows of a command that are about one line's day. */
export interface RowsOfDay<Row extends { readonly at: number }> extends BatchDay, RowsOfStream<Row> {}

/** Rows of one command, placed on the days of lines. */
export interface PlacedRows<Row extends { readonly at: number }> {
  readonly days: readonly Omit<RowsOfDay<Row>, 'importId'>[];
  /** By the place in the command; those of the days are missing. */
  readonly bad: ReadonlyMap<number, RowDone>;
}

interface DaysToDo<Row extends { readonly at: number }, Facts> extends Pick<
  RowsToDo<RowsOfDay<Row>, LineDay, LineDayEvent, Facts>,
  'count' | 'facts' | 'decide' | 'doneBefore'
> {
  readonly importId: string;
  readonly placed: PlacedRows<Row>;
}

/** The rows of each line and date are one stream. */
export function daysToDo<Row extends { readonly at: number }, Facts>({
  importId,
  placed: { days, bad },
  ...rules
}: DaysToDo<Row, Facts>): RowsToDo<RowsOfDay<Row>, LineDay, LineDayEvent, Facts> {
  const streams = days.map((day) => ({ id: lineDayIdOf(day.lineId, day.date), rows: { importId, ...day } }));
  return { ...rules, aggregate: lineDay, streams, bad };
}

import { on } from '#contracts/declare/on';
import {
  CalendarEventCanceled,
  CalendarEventChanged,
  CalendarEventCreated,
  CalendarEventDayCanceled,
  CalendarEventDayChanged,
} from '#contracts/workflow/calendar-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection } from '#libs/projections';
import { CalendarEventRow } from './calendar-event.entity';
import { daysStillIn, spanOf, withCanceledDay, withChangedDay } from './changed-days';

type OfEvent = Recorded<{ type: string; data: { eventId: string } }>;

/** Its sequence counts the changes, those of single days as well. */
function changed(
  { tenantId, data: { eventId }, revision, recordedAt: updatedAt }: OfEvent,
  fields: (row: CalendarEventRow) => Partial<CalendarEventRow>,
) {
  return [
    change(
      CalendarEventRow,
      { tenantId, eventId },
      (row) => row && { ...row, ...fields(row), sequence: row.sequence + 1, updatedAt, revision },
    ),
  ];
}

const withDays = (row: CalendarEventRow, changedDays: CalendarEventRow['changedDays']) => ({
  changedDays,
  ...spanOf(row, changedDays),
});

export const calendarEventProjection = projection({
  name: 'calendar-event',
  service: 'workflow',
  version: 1,
  tables: [CalendarEventRow],
  keyColumn: 'eventId',
  key: (event) => (event.data as { eventId: string }).eventId,
  on: [
    on(CalendarEventCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(CalendarEventRow, { tenantId, eventId: data.eventId }, () => ({
        ...data,
        ...spanOf(data, []),
        tenantId,
        status: 'confirmed' as const,
        changedDays: [],
        sequence: 0,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(CalendarEventChanged, (event) =>
      changed(event, (row) => {
        const changedDays = daysStillIn(event.data, row.changedDays);
        return { ...event.data, changedDays, ...spanOf(event.data, changedDays) };
      }),
    ),
    on(CalendarEventDayChanged, (event) =>
      changed(event, (row) => withDays(row, withChangedDay(row.changedDays, event.data))),
    ),
    on(CalendarEventDayCanceled, (event) =>
      changed(event, (row) => withDays(row, withCanceledDay(row.changedDays, event.data.on))),
    ),
    on(CalendarEventCanceled, (event) => changed(event, () => ({ status: 'canceled' }))),
  ],
});

import { on } from '#contracts/declare/on';
import {
  CalendarEventCanceled,
  CalendarEventChanged,
  CalendarEventCreated,
  type CalendarTimes,
} from '#contracts/workflow/calendar-events';
import { change, projection } from '#libs/projections';
import { CalendarEventRow } from './calendar-event.entity';
import { lastDay, startDay } from './event-times';

const spanOf = (times: CalendarTimes) => ({ startsOn: startDay(times), endsOn: lastDay(times) });

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
        ...spanOf(data),
        tenantId,
        status: 'confirmed' as const,
        sequence: 0,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(CalendarEventChanged, ({ tenantId, data, revision, recordedAt: updatedAt }) => [
      change(
        CalendarEventRow,
        { tenantId, eventId: data.eventId },
        (row) => row && { ...row, ...data, ...spanOf(data), sequence: row.sequence + 1, updatedAt, revision },
      ),
    ]),
    on(CalendarEventCanceled, ({ tenantId, data: { eventId }, revision, recordedAt: updatedAt }) => [
      change(
        CalendarEventRow,
        { tenantId, eventId },
        (row) => row && { ...row, status: 'canceled' as const, sequence: row.sequence + 1, updatedAt, revision },
      ),
    ]),
  ],
});

import { on } from '#contracts/declare/on';
import { ShiftCalendarSet, ShiftExceptionSet } from '#contracts/kpi/shift-calendar-events';
import { change, projection } from '#libs/projections';
import { ShiftCalendarRow, ShiftExceptionRow } from './shift-calendar.entity';

export const shiftCalendarProjection = projection({
  name: 'shift-calendar',
  service: 'kpi',
  version: 1,
  tables: [ShiftCalendarRow],
  keyColumn: 'calendarId',
  key: (event) => (event.data as { calendarId: string }).calendarId,
  on: [
    on(ShiftCalendarSet, ({ tenantId, data: { before: _, ...set }, recordedAt }) => [
      change(ShiftCalendarRow, { tenantId, calendarId: set.calendarId }, (row) => ({
        ...set,
        tenantId,
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
      })),
    ]),
  ],
});

export const shiftExceptionProjection = projection({
  name: 'shift-exception',
  service: 'kpi',
  version: 1,
  tables: [ShiftExceptionRow],
  keyColumn: 'exceptionId',
  key: (event) => (event.data as { exceptionId: string }).exceptionId,
  on: [
    on(ShiftExceptionSet, ({ tenantId, data: { before: _, shifts, ...set }, recordedAt }) => [
      change(ShiftExceptionRow, { tenantId, exceptionId: set.exceptionId }, (row) =>
        shifts === null
          ? undefined
          : { ...set, shifts, tenantId, createdAt: row?.createdAt ?? recordedAt, updatedAt: recordedAt },
      ),
    ]),
  ],
});

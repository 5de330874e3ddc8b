import { GetShifts } from '#contracts/kpi/get-shifts';
import { ListShiftCalendars } from '#contracts/kpi/list-shift-calendars';
import { ListShiftExceptions } from '#contracts/kpi/list-shift-exceptions';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { SetShiftException } from '#contracts/kpi/set-shift-exception';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { inOrganization } from '../in-organization';
import { setupFacts } from '../period/setup-facts.provider';
import { getShifts } from './get-shifts.handler';
import { setShiftCalendar } from './set-shift-calendar';
import { setShiftException } from './set-shift-exception';
import { ShiftCalendarRow, ShiftExceptionRow } from './shift-calendar.entity';
import { shiftCalendarProjection, shiftExceptionProjection } from './shift-calendar.projection';
import { calendarIn, exceptionIn, shiftCalendars } from './shift-calendars';

export const shiftCalendarFeature: Feature = {
  wirings: [
    command(SetShiftCalendar, {
      ...inOrganization(shiftCalendars),
      thing: (state, { lineId, validFrom }) => calendarIn(state, lineId, validFrom),
      facts: setupFacts,
      decide: setShiftCalendar,
    }),
    command(SetShiftException, {
      ...inOrganization(shiftCalendars),
      thing: (state, { lineId, date }) => exceptionIn(state, lineId, date),
      facts: setupFacts,
      decide: setShiftException,
    }),
    list(ListShiftCalendars, {
      entity: ShiftCalendarRow,
      filters: { lineId: equals('lineId') },
      show: ({ calendarId: id, tenantId: _, ...row }) => ({ id, ...row }),
    }),
    list(ListShiftExceptions, {
      entity: ShiftExceptionRow,
      filters: { lineId: equals('lineId'), from: atLeast('date'), to: atMost('date') },
      show: ({ exceptionId: id, tenantId: _, ...row }) => ({ id, ...row, closed: row.shifts.length === 0 }),
    }),
    handler(GetShifts, getShifts),
  ],
  projections: [shiftCalendarProjection, shiftExceptionProjection],
};

import { ImportShiftCalendar } from '#contracts/kpi/import-shift-calendar';
import { ImportShiftException } from '#contracts/kpi/import-shift-exception';
import { GetShifts } from '#contracts/kpi/get-shifts';
import { ListShiftCalendars } from '#contracts/kpi/list-shift-calendars';
import { ListShiftExceptions } from '#contracts/kpi/list-shift-exceptions';
import { weekdaysText } from '#contracts/kpi/shift-cells';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { SetShiftException } from '#contracts/kpi/set-shift-exception';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { inOrganization } from '../in-organization';
import { LineRow } from '../line/line.entity';
import { importedSetup } from '../upload/imported-setup';
import { setupFacts } from '../period/setup-facts.provider';
import { getShifts } from './get-shifts.handler';
import { importShiftCalendar, importShiftException } from './import-shifts';
import { setShiftCalendar } from './set-shift-calendar';
import { setShiftException } from './set-shift-exception';
import { ShiftCalendarRow, ShiftExceptionRow } from './shift-calendar.entity';
import { shiftCalendarImport, shiftExceptionImport } from './shift-calendar.import';
import { shiftCalendarProjection, shiftExceptionProjection } from './shift-calendar.projection';
import { calendarIn, exceptionIn, shiftCalendars, type ShiftCalendarEvent } from './shift-calendars';
import { shiftCells, shiftsText } from './shift-table';

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
    command(ImportShiftCalendar, {
      ...inOrganization(shiftCalendars),
      facts: setupFacts,
      decide: importShiftCalendar,
      answer: importedSetup(shiftsMade),
    }),
    command(ImportShiftException, {
      ...inOrganization(shiftCalendars),
      facts: setupFacts,
      decide: importShiftException,
      answer: importedSetup(shiftsMade),
    }),
    list(ListShiftCalendars, {
      entity: ShiftCalendarRow,
      joins: { line: { entity: LineRow, on: { lineId: 'lineId' } } },
      filters: { lineId: equals('lineId') },
      show: ({ calendarId: id, tenantId: _, line: __, ...row }) => ({ id, ...row }),
      tableRows: ({ calendarId: id, line, validFrom, shifts, createdAt, updatedAt }) =>
        shiftCells(shifts, (shift) => ({
          id,
          line: line?.code ?? null,
          validFrom,
          weekdays: shift ? weekdaysText(shift.weekdays) : null,
          createdAt,
          updatedAt,
        })),
    }),
    list(ListShiftExceptions, {
      entity: ShiftExceptionRow,
      joins: { line: { entity: LineRow, on: { lineId: 'lineId' } } },
      filters: { lineId: equals('lineId'), from: atLeast('date'), to: atMost('date') },
      show: ({ exceptionId: id, tenantId: _, line: __, ...row }) => ({ id, ...row, closed: row.shifts.length === 0 }),
      tableRows: ({ exceptionId: id, line, date, shifts, createdAt, updatedAt }) =>
        shiftCells(shifts, () => ({ id, line: line?.code ?? null, date, createdAt, updatedAt })),
    }),
    handler(GetShifts, getShifts),
  ],
  projections: [shiftCalendarProjection, shiftExceptionProjection],
  imports: [shiftCalendarImport, shiftExceptionImport],
};

function shiftsMade({ data }: ShiftCalendarEvent) {
  const id = 'calendarId' in data ? data.calendarId : data.exceptionId;
  const before = data.before && { shifts: shiftsText(data.before) };
  return { id, before, after: { shifts: shiftsText(data.shifts ?? []) } };
}

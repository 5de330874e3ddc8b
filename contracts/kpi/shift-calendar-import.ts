import { contractOf } from '../declare/contract';
import { Code, Flag, LocalDate, Quantity, Text } from '../declare/fields';
import { column, declareImport, type ImportColumn } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListShiftCalendars } from './list-shift-calendars';
import { ListShiftExceptions } from './list-shift-exceptions';
import { BreaksCell, ClockCell, WeekdaysCell } from './shift-cells';

const LINE = column('line', Code({ example: 'L1' }), {
  example: '',
  isCode: true,
  aliases: ['line code', 'machine', 'work center', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
});

/** Of one shift. `shown`: the template's example has a shift. */
function shiftColumns(isShown: boolean): readonly ImportColumn[] {
  const shown = (example: string) => ({ example: isShown ? example : '' });
  return [
    column('closed', Flag(), {
      example: isShown ? '' : 'yes',
      aliases: ['no shift', 'day off', 'geschlossen', 'keine Schicht', 'frei'],
    }),
    column('shift', Text({ max: 64, example: 'Early' }), {
      ...shown('Early'),
      isCode: true,
      aliases: ['shift name', 'name', 'Schicht', 'Schichtname'],
    }),
    column('start', ClockCell, {
      ...shown('06:00'),
      aliases: ['from', 'start time', 'shift start', 'von', 'Beginn', 'Schichtbeginn'],
    }),
    column('end', ClockCell, {
      ...shown('14:00'),
      aliases: ['to', 'end time', 'shift end', 'bis', 'Ende', 'Schichtende'],
    }),
    // Not `hours` or `Stunden`: those may be without breaks.
    column('shiftHours', Quantity({ sign: 'not_negative', example: '8' }), {
      ...shown('8'),
      aliases: ['shift length', 'Schichtlänge', 'Schichtdauer'],
    }),
    column('breaks', BreaksCell, { ...shown('09:00-09:15'), aliases: ['break', 'pauses', 'Pause', 'Pausen'] }),
  ];
}

/** Calendars of shifts, set or mended by line and date. The rows of one line and date are one calendar. */
export const shiftCalendarFile = declareImport({
  name: 'shift-calendars',
  service: 'kpi',
  permission: 'kpi.setup.manage',
  ownTable: () => csvColumns(contractOf(ListShiftCalendars)),
  columns: [
    LINE,
    column('validFrom', LocalDate(), { isRequired: true, aliases: ['valid from', 'gültig ab', 'ab'] }),
    column('weekdays', WeekdaysCell, {
      aliases: ['weekday', 'days', 'day of week', 'Wochentage', 'Wochentag', 'Tage'],
    }),
    ...shiftColumns(true),
  ],
});

/** Exceptions of the shifts, set or mended by line and date. The rows of one line and date are one exception. */
export const shiftExceptionFile = declareImport({
  name: 'shift-exceptions',
  service: 'kpi',
  permission: 'kpi.setup.manage',
  ownTable: () => csvColumns(contractOf(ListShiftExceptions)),
  columns: [
    LINE,
    column('date', LocalDate({ example: '2026-12-25' }), {
      isRequired: true,
      aliases: ['day', 'business date', 'Datum', 'Tag', 'Feiertag'],
    }),
    ...shiftColumns(false),
  ],
});

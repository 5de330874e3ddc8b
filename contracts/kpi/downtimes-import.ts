import { contractOf } from '../declare/contract';
import { Code, Id, Instant, LocalDate, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListStops } from './list-stops';

/** Stops of lines, made or changed by line and start. */
export const downtimesFile = declareImport({
  name: 'downtimes',
  service: 'kpi',
  permission: 'kpi.entry.import',
  ownTable: () => csvColumns(contractOf(ListStops)),
  columns: [
    column('id', Id(), { example: '', aliases: ['stop id', 'downtime id'] }),
    column('line', Code({ example: 'L1' }), {
      example: 'L1',
      isCode: true,
      aliases: ['line code', 'machine', 'work center', 'work unit', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
    }),
    column('lineId', Id(), { example: '' }),
    column('date', LocalDate(), { example: '', aliases: ['business date', 'Datum'] }),
    column('from', Instant(), {
      isRequired: true,
      aliases: ['start', 'started at', 'start time', 'von', 'Beginn', 'Startzeit'],
    }),
    column('to', Instant(), { example: '', aliases: ['end', 'ended at', 'end time', 'bis', 'Ende', 'Endzeit'] }),
    column('reason', Code({ example: 'JAM' }), {
      example: 'JAM',
      isCode: true,
      aliases: ['reason code', 'cause', 'Grund', 'Störgrund', 'Ursache'],
    }),
    column('note', Text({ max: 2000, lines: true, example: 'Belt replaced' }), {
      example: 'Belt replaced',
      aliases: ['notes', 'comment', 'Bemerkung'],
    }),
  ],
});

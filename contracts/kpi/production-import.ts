import { contractOf } from '../declare/contract';
import { Choice, Code, Count, Id, Instant, LocalDate, Quantity, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListProductionEntries } from './list-production-entries';
import { MAX_PEOPLE } from './production-events';
import { QUANTITY_UNITS } from './production-fields';

const NOT_NEGATIVE = { sign: 'not_negative' } as const;

/** Production entries, made or changed by what identifies them: line, date and shift, or run, product and order. */
export const productionFile = declareImport({
  name: 'production',
  service: 'kpi',
  permission: 'kpi.entry.import',
  path: '/production/csv-upload',
  ownTable: () => csvColumns(contractOf(ListProductionEntries)),
  columns: [
    column('id', Id(), { example: '', aliases: ['entry id'] }),
    column('line', Code({ example: 'L1' }), {
      example: 'L1',
      isCode: true,
      aliases: ['line code', 'machine', 'work center', 'work unit', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
    }),
    column('lineId', Id(), { example: '' }),
    column('date', LocalDate(), {
      aliases: ['day', 'business date', 'production date', 'Datum', 'Tag', 'Produktionsdatum', 'Buchungsdatum'],
    }),
    column('shift', Text({ max: 64, example: 'Early' }), {
      example: 'Early',
      isCode: true,
      aliases: ['shift name', 'shift id', 'Schicht'],
    }),
    column('from', Instant(), {
      example: '',
      aliases: ['start', 'started at', 'start time', 'von', 'Beginn', 'Startzeit'],
    }),
    column('to', Instant(), { example: '', aliases: ['end', 'ended at', 'end time', 'bis', 'Ende', 'Endzeit'] }),
    column('product', Code({ example: 'P-100' }), {
      example: 'P-100',
      isRequired: true,
      isCode: true,
      aliases: [
        'product code',
        'product id',
        'item',
        'part',
        'part number',
        'Produkt',
        'Artikel',
        'Artikelnummer',
        'Material',
        'Materialnummer',
      ],
    }),
    column('good', Quantity({ ...NOT_NEGATIVE, example: '522' }), {
      example: '522',
      aliases: ['good quantity', 'good units', 'yield', 'Gut', 'Gutmenge', 'Gutteile', 'Gutstück'],
    }),
    column('rework', Quantity({ ...NOT_NEGATIVE, example: '12' }), {
      example: '12',
      aliases: ['rework quantity', 'reworked', 'Nacharbeit', 'Nacharbeitsmenge'],
    }),
    column('scrap', Quantity({ ...NOT_NEGATIVE, example: '6' }), {
      example: '6',
      aliases: ['scrap quantity', 'scrapped', 'scrap count', 'rejects', 'Ausschuss', 'Ausschussmenge', 'Schrott'],
    }),
    column('produced', Quantity(NOT_NEGATIVE), {
      example: '',
      aliases: ['total', 'total quantity', 'units produced', 'Gesamtmenge', 'Produziert', 'Produktionsmenge'],
    }),
    column('unit', Choice(QUANTITY_UNITS), { aliases: ['Einheit', 'ME'] }),
    column('order', Code({ example: '1914310000010100016' }), {
      example: '4711',
      isCode: true,
      aliases: ['order number', 'work order', 'work order number', 'Auftrag', 'Auftragsnummer', 'Fertigungsauftrag'],
    }),
    column('people', Count({ min: 0, max: MAX_PEOPLE }), {
      example: '10',
      aliases: ['employees', 'employees assigned', 'operators', 'headcount', 'Personen', 'Mitarbeiter'],
    }),
    column('hours', Quantity({ ...NOT_NEGATIVE, example: '8' }), {
      example: '72',
      aliases: ['hours worked', 'labour hours', 'Stunden', 'Arbeitsstunden'],
    }),
  ],
});

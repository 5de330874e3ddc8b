import { contractOf } from '../declare/contract';
import { Code, Count, Id, Instant, Quantity, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { MAX_DEFECTS, MAX_OPPORTUNITIES } from './inspection-events';
import { ListInspections } from './list-inspections';

const NOT_NEGATIVE = { sign: 'not_negative' } as const;

/** Inspections, made or changed by line, product, step and time. */
export const inspectionsFile = declareImport({
  name: 'inspections',
  service: 'kpi',
  permission: 'kpi.entry.import',
  ownTable: () => csvColumns(contractOf(ListInspections)),
  columns: [
    column('line', Code({ example: 'L1' }), {
      example: 'L1',
      isCode: true,
      aliases: ['line code', 'machine', 'work center', 'work unit', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
    }),
    column('lineId', Id(), { example: '' }),
    column('product', Code({ example: 'P-100' }), {
      example: 'P-100',
      isRequired: true,
      isCode: true,
      aliases: ['product code', 'item', 'part number', 'Produkt', 'Artikel', 'Artikelnummer', 'Materialnummer'],
    }),
    column('step', Text({ max: 64, example: 'Final test' }), {
      example: 'Final test',
      isRequired: true,
      isCode: true,
      aliases: ['operation', 'inspection step', 'Schritt', 'Prüfschritt', 'Arbeitsgang'],
    }),
    column('at', Instant(), {
      isRequired: true,
      aliases: ['time', 'inspected at', 'date and time', 'Zeit', 'Zeitpunkt', 'Prüfzeit', 'geprüft am'],
    }),
    column('inspected', Quantity({ example: '540' }), {
      example: '540',
      aliases: ['inspected quantity', 'units inspected', 'Geprüft', 'Prüfmenge'],
    }),
    column('firstPassGood', Quantity({ ...NOT_NEGATIVE, example: '522' }), {
      example: '522',
      aliases: ['passed first time', 'Erstprüfung gut', 'im ersten Durchlauf gut'],
    }),
    column('defectiveUnits', Quantity({ ...NOT_NEGATIVE, example: '18' }), {
      example: '18',
      aliases: ['defective', 'nonconforming units', 'fehlerhafte Teile'],
    }),
    column('defects', Count({ min: 0, max: MAX_DEFECTS }), { example: '24', aliases: ['defect count', 'Fehler'] }),
    column('opportunities', Count({ min: 1, max: MAX_OPPORTUNITIES }), {
      example: '5',
      aliases: ['opportunities per unit', 'Fehlermöglichkeiten'],
    }),
    column('reworked', Quantity({ ...NOT_NEGATIVE, example: '9' }), { example: '9', aliases: ['Nachgearbeitet'] }),
    column('repaired', Quantity({ ...NOT_NEGATIVE, example: '3' }), { example: '3', aliases: ['Repariert'] }),
    column('scrapped', Quantity({ ...NOT_NEGATIVE, example: '6' }), {
      example: '6',
      aliases: ['scrap', 'Ausschuss', 'Verschrottet'],
    }),
  ],
});

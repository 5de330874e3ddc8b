import { contractOf } from '../declare/contract';
import { Choice, Code, Count, LocalDate, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { FigureValue } from './figure-value';
import { ALERT_GRAINS, MAX_ALERT_PERIODS } from './kpi-target-events';
import { KPIS } from './kpi-words';
import { ListKpiTargets } from './list-kpi-targets';

/** Targets of key figures, set or mended by key figure, scope and date. */
export const kpiTargetFile = declareImport({
  name: 'kpi-targets',
  service: 'kpi',
  permission: 'kpi.setup.manage',
  ownTable: () => csvColumns(contractOf(ListKpiTargets)),
  columns: [
    column('kpi', Choice(KPIS), {
      example: 'oee',
      isRequired: true,
      aliases: ['key figure', 'indicator', 'metric', 'Kennzahl'],
    }),
    column('line', Code({ example: 'L1' }), {
      example: '',
      isCode: true,
      aliases: ['line code', 'machine', 'work center', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
    }),
    column('product', Code({ example: 'P-100' }), {
      example: '',
      isCode: true,
      aliases: ['product code', 'item', 'part number', 'Produkt', 'Artikel', 'Artikelnummer', 'Materialnummer'],
    }),
    column('area', Text({ max: 100, example: 'Filling' }), { example: '', aliases: ['department', 'Bereich'] }),
    column('validFrom', LocalDate(), { isRequired: true, aliases: ['valid from', 'from', 'gültig ab', 'ab'] }),
    column('green', FigureValue(), { example: '85', aliases: ['target', 'goal', 'Grün', 'Ziel', 'Zielwert'] }),
    // Not `red` or `Rot`: that may be the worst figure that is still amber, or the best one that is red.
    column('amber', FigureValue(), { example: '75', aliases: ['yellow', 'Gelb'] }),
    column('alertGrain', Choice(ALERT_GRAINS), { example: '', aliases: ['breach grain', 'Alarmzeitraum'] }),
    column('alertPeriods', Count({ min: 1, max: MAX_ALERT_PERIODS }), {
      example: '',
      aliases: ['breach', 'breach periods', 'Alarm nach'],
    }),
  ],
});

import { contractOf } from '../declare/contract';
import { Choice, Code, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { STOP_CLASSES } from './kpi-words';
import { ListStopReasons } from './list-stop-reasons';

/** Reasons for stops, made or changed by their code. */
export const stopReasonFile = declareImport({
  name: 'stop-reasons',
  service: 'kpi',
  permission: 'kpi.setup.manage',
  ownTable: () => csvColumns(contractOf(ListStopReasons)),
  columns: [
    column('code', Code({ example: 'JAM' }), {
      example: 'JAM',
      isRequired: true,
      isCode: true,
      aliases: ['reason', 'reason code', 'stop code', 'Grund', 'Störgrund', 'Stillstandsgrund', 'Grundcode'],
    }),
    column('name', Text({ max: 200, example: 'Jam at the filler' }), {
      example: 'Jam at the filler',
      isRequired: true,
      aliases: ['description', 'Bezeichnung', 'Beschreibung'],
    }),
    column('class', Choice(STOP_CLASSES), {
      example: 'breakdown',
      isRequired: true,
      aliases: ['kind', 'category', 'Klasse', 'Kategorie', 'Art'],
    }),
  ],
});

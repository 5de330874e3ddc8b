import { contractOf } from '../declare/contract';
import { Code, Flag, Id, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListLines } from './list-lines';

/** Lines, made or changed by their code. */
export const lineFile = declareImport({
  name: 'lines',
  service: 'kpi',
  permission: 'kpi.setup.manage',
  ownTable: () => csvColumns(contractOf(ListLines)),
  columns: [
    column('code', Code({ example: 'L1' }), {
      example: 'L1',
      isRequired: true,
      isCode: true,
      aliases: ['line', 'line code', 'machine', 'work center', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
    }),
    column('name', Text({ max: 200, example: 'Filling line 1' }), {
      example: 'Filling line 1',
      isRequired: true,
      aliases: ['description', 'Bezeichnung'],
    }),
    column('locationId', Id(), { example: '' }),
    column('area', Text({ max: 100, example: 'Filling' }), { example: 'Filling', aliases: ['department', 'Bereich'] }),
    column('constraint', Flag(), { example: '', aliases: ['bottleneck', 'Engpass'] }),
  ],
});

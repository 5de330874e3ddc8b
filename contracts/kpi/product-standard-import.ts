import { contractOf } from '../declare/contract';
import { Code, Count, Id, LocalDate, Quantity } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListProductStandards } from './list-product-standards';
import { PerUnit } from './per-unit';

/** Standards of products, set or mended by product, line and date. */
export const productStandardFile = declareImport({
  name: 'product-standards',
  service: 'kpi',
  permission: 'kpi.setup.manage',
  ownTable: () => csvColumns(contractOf(ListProductStandards)),
  columns: [
    column('product', Code({ example: 'P-100' }), {
      example: 'P-100',
      isRequired: true,
      isCode: true,
      aliases: ['product code', 'item', 'part number', 'Produkt', 'Artikel', 'Artikelnummer', 'Materialnummer'],
    }),
    column('line', Code({ example: 'L1' }), {
      example: 'L1',
      isCode: true,
      aliases: ['line code', 'machine', 'work center', 'Linie', 'Anlage', 'Maschine', 'Arbeitsplatz'],
    }),
    column('lineId', Id(), { example: '' }),
    column('validFrom', LocalDate(), { isRequired: true, aliases: ['valid from', 'from', 'gültig ab', 'ab'] }),
    column('runSeconds', PerUnit(), {
      example: '45',
      isRequired: true,
      aliases: ['cycle time', 'ideal cycle time', 'seconds per unit', 'Taktzeit', 'Stückzeit', 'Sekunden'],
    }),
    column('labourHours', PerUnit({ example: '0.15' }), {
      example: '0.15',
      aliases: ['labour', 'labor hours', 'Lohnstunden'],
    }),
    column('unitsPerPack', Quantity({ example: '12' }), {
      example: '12',
      aliases: ['pack size', 'Packungsgröße', 'VPE'],
    }),
    column('opportunities', Count({ min: 1, max: 1_000_000 }), { example: '5', aliases: ['opportunities per unit'] }),
  ],
});

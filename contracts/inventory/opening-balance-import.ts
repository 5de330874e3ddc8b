import { Code, LocalDate, Money, Quantity, Text, Unit } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';

const LOCATION = ['location code', 'storage location', 'Lagerort', 'Lagerplatz'];
const LOT = ['lot', 'batch', 'batch number', 'Charge', 'Chargennummer'];

/** The stock of each item, location and lot when an organisation moves in. */
export const openingBalanceFile = declareImport({
  name: 'opening-balances',
  service: 'inventory',
  permission: 'inventory.receipt.record',
  path: '/opening-balances/import',
  statesNumbers: true,
  columns: [
    column('itemNumber', Code(), {
      isRequired: true,
      isCode: true,
      aliases: ['item', 'number', 'sku', 'item no', 'article number', 'Artikelnummer', 'Artikelnr'],
    }),
    column('location', Code({ example: 'MAIN' }), { isRequired: true, isCode: true, aliases: LOCATION }),
    column('lotNumber', Code({ example: 'L-2026-01' }), { isCode: true, aliases: LOT }),
    column('expiresOn', LocalDate(), { aliases: ['expiry', 'expiry date', 'best before', 'MHD', 'Ablaufdatum'] }),
    column('quantity', Quantity(), { isRequired: true, aliases: ['qty', 'on hand', 'stock', 'Menge', 'Bestand'] }),
    column('unit', Unit(), { aliases: ['uom', 'Einheit', 'ME'] }),
    column('unitCost', Money({ places: 8 }), { aliases: ['cost', 'unit price', 'Einstandspreis'] }),
    column('totalCost', Money(), { aliases: ['value', 'total value', 'Wert', 'Bestandswert'] }),
    column('date', LocalDate({ example: '2026-01-01' }), { aliases: ['as of', 'Stichtag', 'Datum'] }),
    column('note', Text({ max: 2000, lines: true }), { aliases: ['comment', 'Bemerkung'] }),
  ],
});

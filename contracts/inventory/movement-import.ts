import { Choice, Code, Instant, LocalDate, Money, Quantity, Text, Unit } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { ADJUSTMENT_REASONS } from './stock-events';

export const IMPORTED_MOVEMENTS = ['receipt', 'usage', 'transfer', 'adjustment'] as const;
export type ImportedMovement = (typeof IMPORTED_MOVEMENTS)[number];

/** Receipts, usages, transfers and adjustments, in the order of the file for each item. Every row counts. */
export const movementFile = declareImport({
  name: 'movements',
  service: 'inventory',
  permission: 'inventory.receipt.record',
  alsoNeeds: ['inventory.usage.record', 'inventory.transfer.record', 'inventory.adjustment.record'],
  path: '/movements/import',
  statesNumbers: true,
  columns: [
    column('kind', Choice(IMPORTED_MOVEMENTS), { isRequired: true, aliases: ['type', 'Art', 'Bewegungsart'] }),
    column('itemNumber', Code(), {
      isRequired: true,
      isCode: true,
      aliases: ['item', 'number', 'sku', 'item no', 'article number', 'Artikelnummer', 'Artikelnr'],
    }),
    column('location', Code({ example: 'MAIN' }), {
      isRequired: true,
      isCode: true,
      aliases: ['location code', 'from', 'from location', 'Lagerort', 'Lagerplatz'],
    }),
    column('toLocation', Code({ example: 'KITCHEN' }), { isCode: true, aliases: ['to', 'Ziellagerort'] }),
    column('quantity', Quantity({ sign: 'not_zero' }), { isRequired: true, aliases: ['qty', 'Menge'] }),
    column('unit', Unit(), { aliases: ['uom', 'Einheit', 'ME'] }),
    column('unitCost', Money({ places: 8 }), { aliases: ['cost', 'unit price', 'Einstandspreis'] }),
    column('totalCost', Money(), { aliases: ['value', 'total value', 'Wert'] }),
    column('lotNumber', Code({ example: 'L-2026-01' }), {
      isCode: true,
      aliases: ['lot', 'batch', 'batch number', 'Charge', 'Chargennummer'],
    }),
    column('expiresOn', LocalDate(), { aliases: ['expiry', 'expiry date', 'best before', 'MHD', 'Ablaufdatum'] }),
    column('reason', Choice(ADJUSTMENT_REASONS), { aliases: ['reason code', 'Grund'] }),
    column('reference', Text({ max: 200, example: 'Delivery note 4711' }), { aliases: ['document', 'Beleg'] }),
    column('note', Text({ max: 2000, lines: true }), { aliases: ['comment', 'Bemerkung'] }),
    column('effectiveAt', Instant(), { aliases: ['at', 'time', 'effective', 'Zeitpunkt'] }),
  ],
});

import { Choice, Code, Count, Flag, Quantity, Text, Unit } from '#contracts/declare/fields';
import { ChangeItem } from '#contracts/inventory/change-item';
import { CreateItem } from '#contracts/inventory/create-item';
import { COST_METHODS } from '#contracts/inventory/item-events';
import { TEMPERATURE_ZONES } from '#contracts/inventory/location-events';
import { column, importKind } from '#libs/imports';
import { ItemRow } from './item.entity';

/** Items, created or changed by their number; an empty cell leaves the present value. */
export const itemImport = importKind({
  name: 'items',
  service: 'inventory',
  permission: 'inventory.item.manage',
  columns: [
    column('itemNumber', Code(), {
      isRequired: true,
      isCode: true,
      aliases: ['number', 'sku', 'item no', 'article number', 'Artikelnummer', 'Artikelnr'],
    }),
    column('name', Text({ max: 200, example: 'Flour' }), { isRequired: true, aliases: ['description', 'Bezeichnung'] }),
    column('unit', Unit(), { isRequired: true, isFixed: true, aliases: ['uom', 'stock unit', 'Einheit', 'ME'] }),
    column('category', Text({ max: 100, example: 'Baking' }), { aliases: ['group', 'Kategorie', 'Warengruppe'] }),
    column('barcode', Code({ example: '4006381333931' }), { isCode: true, aliases: ['ean', 'gtin'] }),
    column('temperatureZone', Choice(TEMPERATURE_ZONES), { isFixed: true, aliases: ['zone', 'Temperaturzone'] }),
    column('lotTracked', Flag(), { isFixed: true, aliases: ['lots', 'Chargenpflichtig', 'Chargenpflicht'] }),
    column('costMethod', Choice(COST_METHODS), { isFixed: true, aliases: ['Bewertung'] }),
    column('min', Quantity({ sign: 'not_negative' }), { aliases: ['minimum', 'min stock', 'Mindestbestand'] }),
    column('max', Quantity({ sign: 'not_negative' }), { aliases: ['maximum', 'max stock', 'Höchstbestand'] }),
    column('reorderQuantity', Quantity(), { aliases: ['order quantity', 'Bestellmenge'] }),
    column('packSize', Quantity(), { aliases: ['pack', 'Packungsgröße', 'VPE'] }),
    column('shelfLifeDays', Count({ min: 1, max: 36_500 }), { isFixed: true, aliases: ['shelf life', 'Haltbarkeit'] }),
    column('allowNegative', Flag(), { isFixed: true, aliases: ['negative stock'] }),
  ],
  // As its reservation: unique in any case.
  identify: ({ itemNumber }) => (itemNumber as string).normalize('NFC').toLowerCase(),
  existing: { row: ItemRow, projection: 'inventory.item', by: 'itemNumber' },
  toCommands: (rows) =>
    rows.map(({ record, values, existing, changes }) => {
      const records = [record];
      if (!existing) return { contract: CreateItem, payload: values, records };
      const said = Object.fromEntries(changes.map(({ field }) => [field, values[field]]));
      return { contract: ChangeItem, payload: { itemId: existing['itemId'], ...said }, records };
    }),
  // A created item stays: nothing removes or deactivates one yet.
  undo: ({ outcome, id, changes }) => {
    if (outcome === 'created') return undefined;
    return {
      contract: ChangeItem,
      payload: { itemId: id, ...Object.fromEntries(changes.map(({ field, from }) => [field, from])) },
    };
  },
});

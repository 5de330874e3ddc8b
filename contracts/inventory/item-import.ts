import { Choice, Code, Count, Flag, Quantity, Text, Unit } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { COST_METHODS } from './item-events';
import { TEMPERATURE_ZONES } from './location-events';

/** Items, made or changed by their number. */
export const itemFile = declareImport({
  name: 'items',
  service: 'inventory',
  permission: 'inventory.item.manage',
  path: '/items/import',
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
});

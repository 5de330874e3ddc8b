import { contractOf } from '../declare/contract';
import { Choice, Code, Count, Flag, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { cellOf, column, declareImport } from '../declare/import-declaration';
import { COST_METHODS, MAX_BARCODES, MAX_UNITS } from './item-events';
import { csvColumns } from '../values/csv';
import { ItemUnit } from './item-rules';
import { ListItems } from './list-items';
import { TEMPERATURE_ZONES } from './location-events';

const partsOf = (text: string) =>
  text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `case = 12`, `lb = 0.453592292 nearest`. A part of another form is a unit without a factor, which is refused. */
function unitIn(part: string): Partial<ItemUnit> {
  const [, unit = part, factor, rounding = 'exact'] = /^([^=]+?)\s*=\s*(\S+)(?:\s+(exact|nearest))?$/.exec(part) ?? [];
  return factor === undefined ? { unit } : { unit, factor, rounding: rounding as 'exact' | 'nearest' };
}

/** Items, made or changed by their number. */
export const itemFile = declareImport({
  name: 'items',
  service: 'inventory',
  permission: 'inventory.item.manage',
  path: '/items/import',
  ownTable: () => csvColumns(contractOf(ListItems)),
  columns: [
    column('itemNumber', Code(), {
      isRequired: true,
      isCode: true,
      aliases: ['number', 'sku', 'item no', 'article number', 'Artikelnummer', 'Artikelnr'],
    }),
    column('name', Text({ max: 200, example: 'Flour' }), { isRequired: true, aliases: ['description', 'Bezeichnung'] }),
    column('unit', Unit(), { isRequired: true, isFixed: true, aliases: ['uom', 'stock unit', 'Einheit', 'ME'] }),
    column('category', Text({ max: 100, example: 'Baking' }), { aliases: ['group', 'Kategorie', 'Warengruppe'] }),
    column('barcodes', cellOf(List(Code(), { max: MAX_BARCODES }), partsOf, '4006381333931 | 4006381333948'), {
      isCode: true,
      aliases: ['barcode', 'ean', 'gtin'],
    }),
    column('temperatureZone', Choice(TEMPERATURE_ZONES), { aliases: ['zone', 'Temperaturzone'] }),
    column('lotTracked', Flag(), { aliases: ['lots', 'Chargenpflichtig', 'Chargenpflicht'] }),
    column('costMethod', Choice(COST_METHODS), { isFixed: true, aliases: ['Bewertung'] }),
    column('min', Quantity({ sign: 'not_negative' }), { aliases: ['minimum', 'min stock', 'Mindestbestand'] }),
    column('max', Quantity({ sign: 'not_negative' }), { aliases: ['maximum', 'max stock', 'Höchstbestand'] }),
    column('reorderQuantity', Quantity(), { aliases: ['order quantity', 'Bestellmenge'] }),
    column('packSize', Quantity(), { aliases: ['pack', 'Packungsgröße', 'VPE'] }),
    column('shelfLifeDays', Count({ min: 1, max: 36_500 }), { aliases: ['shelf life', 'Haltbarkeit'] }),
    column('allowNegative', Flag(), { aliases: ['negative stock'] }),
    column(
      'units',
      cellOf(
        List(
          Nested(() => ItemUnit),
          { max: MAX_UNITS },
        ),
        (text) => partsOf(text).map(unitIn),
        'case = 12 | lb = 0.453592292 nearest',
      ),
      { aliases: ['further units', 'Weitere Einheiten'] },
    ),
    column('active', Flag(), { aliases: ['Aktiv'] }),
  ],
});

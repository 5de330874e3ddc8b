import { ChangeItem } from '#contracts/inventory/change-item';
import { CreateItem } from '#contracts/inventory/create-item';
import { itemFile } from '#contracts/inventory/item-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type EffectToUndo, type RowsByKey } from '#libs/imports';
import { ItemRow } from './item.entity';

/** Items by their number. */
export const itemsByNumber: RowsByKey = {
  row: ItemRow,
  id: 'itemId',
  projection: 'inventory.item',
  key: 'itemNumberKey',
  fold: foldedText,
};

/** An empty cell leaves what is there. */
export const itemImport = importKind(itemFile, {
  identify: ({ itemNumber }) => foldedText(itemNumber as string),
  existing: { ...itemsByNumber, by: 'itemNumber' },
  toCommands: (rows) =>
    rows.map(({ record, values, existing, changes }) => {
      const records = [record];
      if (!existing) return { contract: CreateItem, payload: values, records };
      const said = Object.fromEntries(changes.map(({ field }) => [field, values[field]]));
      return { contract: ChangeItem, payload: { itemId: existing['itemId'], ...said }, records };
    }),
  // A created item stays: it may be used meanwhile.
  undo: ({ outcome, id, changes }) => {
    const former = outcome === 'created' ? undefined : formerValues(changes);
    return former && { contract: ChangeItem, payload: { itemId: id, ...former } };
  },
});

/** Undefined for a list too long to be kept whole in the import's result. */
function formerValues(changes: EffectToUndo['changes']): Readonly<Record<string, unknown>> | undefined {
  const isWhole = changes.every(({ field, from }) => !AS_JSON.has(field) || (from?.length ?? 0) < LONGEST_KEPT);
  if (!isWhole) return undefined;
  return Object.fromEntries(
    changes.map(({ field, from }) => [
      field,
      from !== null && AS_JSON.has(field) ? (JSON.parse(from) as unknown) : from,
    ]),
  );
}

/** The columns whose values are no text. */
const AS_JSON: ReadonlySet<string> = new Set([
  'barcodes',
  'units',
  'shelfLifeDays',
  'lotTracked',
  'allowNegative',
  'active',
]);
const LONGEST_KEPT = 200;

import { ChangeItem } from '#contracts/inventory/change-item';
import { CreateItem } from '#contracts/inventory/create-item';
import { itemFile } from '#contracts/inventory/item-import';
import { importKind } from '#libs/imports';
import { itemNumberOf } from './item';
import { ItemRow } from './item.entity';

/** An empty cell leaves what is there. */
export const itemImport = importKind(itemFile, {
  identify: ({ itemNumber }) => itemNumberOf(itemNumber as string).value,
  existing: { row: ItemRow, id: 'itemId', projection: 'inventory.item', by: 'itemNumber', unique: itemNumberOf },
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

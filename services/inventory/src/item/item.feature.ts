import { ChangeItem } from '#contracts/inventory/change-item';
import { CreateItem } from '#contracts/inventory/create-item';
import { GetItem } from '#contracts/inventory/get-item';
import { ListItems } from '#contracts/inventory/list-items';
import { command, query, type Feature } from '#libs/runtime';
import { changeItem } from './change-item';
import { createItem } from './create-item';
import { item, uniqueItemNumber } from './item';
import { itemImport } from './item.import';
import { itemProjection } from './item.projection';
import { getItem, listItems } from './list-items.query';

export const itemFeature: Feature = {
  wirings: [
    command(CreateItem, {
      aggregate: item,
      id: (_, { newId }) => newId('item'),
      decide: createItem,
      reserve: uniqueItemNumber,
    }),
    command(ChangeItem, { aggregate: item, id: ({ itemId }) => itemId, decide: changeItem }),
    query(GetItem, getItem),
    query(ListItems, listItems),
  ],
  projections: [itemProjection],
  imports: [itemImport],
};

import { ChangeItem } from '#contracts/inventory/change-item';
import { CreateItem } from '#contracts/inventory/create-item';
import { GetItem } from '#contracts/inventory/get-item';
import { ListItems } from '#contracts/inventory/list-items';
import { itemsTopic } from '#contracts/inventory/live-topics';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { changeItem } from './change-item';
import { createItem } from './create-item';
import { item } from './item';
import { itemStock } from './item-stock';
import { ItemRow } from './item.entity';
import { itemImport } from './item.import';
import { itemProjection } from './item.projection';
import { hasBarcode, hasNumber, shownItem } from './item.query';

export const itemFeature: Feature = {
  wirings: [
    command(CreateItem, {
      on: item,
      id: (_, { newId }) => newId('item'),
      decide: createItem,
    }),
    command(ChangeItem, { on: item, id: ({ itemId }) => itemId, facts: itemStock, decide: changeItem }),
    list(ListItems, {
      entity: ItemRow,
      filters: {
        itemNumber: hasNumber,
        barcode: hasBarcode,
        category: equals('category'),
        temperatureZone: equals('temperatureZone'),
        active: equals('active'),
      },
      show: shownItem,
      get: {
        query: GetItem,
        key: 'itemId',
        noun: 'item',
        // The item's ledger changes it.
        beside: ({ costMethod, costMethodSince }) => (costMethodSince === null ? null : [costMethod, costMethodSince]),
      },
    }),
  ],
  projections: [itemProjection],
  imports: [itemImport],
  topics: [itemsTopic],
};

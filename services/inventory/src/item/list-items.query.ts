import { DomainError } from '#contracts/errors';
import type { GetItem, ItemDetails } from '#contracts/inventory/get-item';
import type { ListItems } from '#contracts/inventory/list-items';
import type { Page } from '#contracts/list-request';
import { equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { ItemRow } from './item.entity';

const items: ListDeclaration<ItemRow> = {
  name: 'items',
  entity: ItemRow,
  sort: ['createdAt', 'itemNumber', 'name'],
  order: 'createdAt',
  filters: {
    itemNumber: equals('itemNumber'),
    category: equals('category'),
    temperatureZone: equals('temperatureZone'),
    active: equals('active'),
  },
};

export async function listItems(query: ListItems, { rows }: QueryGiven): Promise<Page<ItemDetails>> {
  const page = await listPage(rows, items, query);
  return { ...page, items: page.items.map(detailsOf) };
}

export async function getItem({ itemId }: GetItem, { rows, context }: QueryGiven): Promise<Outcome<ItemDetails>> {
  const row = await rows.findOneBy(ItemRow, { tenantId: context.tenantId, itemId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such item');
  return { answer: detailsOf(row), etag: String(row.revision) };
}

function detailsOf({ itemId, tenantId: _, revision: __, ...row }: ItemRow): ItemDetails {
  return { id: itemId, ...row };
}

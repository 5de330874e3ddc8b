import { PASSWORD, created, type TestOrganization } from '#libs/testing';
import type { Ids } from './ids-in-requests';

/** An organisation with two of everything that it can list, and its ids. */
export interface Stocked extends TestOrganization {
  readonly ids: Ids;
}

/** Nobody's id: nothing is parked here, and no organisation's people may read parked events. */
const PARKED = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

export async function stocked(organization: TestOrganization): Promise<Stocked> {
  const { admin, id: organizationId, slug } = organization;
  const shelf = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
  const table = await created(admin.post('locations', { code: 'T', name: 'Table' }));
  const item = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }));
  const other = await created(admin.post('items', { itemNumber: 'A-2', name: 'Sugar', unit: 'kg' }));
  for (const itemId of [item.id, other.id]) {
    await created(admin.post(`items/${itemId}/receipts`, { locationId: shelf.id, quantity: '999', unitCost: '1' }));
  }
  const transfer = { fromLocationId: shelf.id, toLocationId: table.id, quantity: '9' };
  const { transactionId, movementIds } = await created<{ transactionId: string; movementIds: string[] }>(
    admin.post(`items/${item.id}/transfers`, transfer),
  );
  const email = `grace@${slug}.test`;
  const grace = await created(admin.post('users', { email, name: 'Grace', password: PASSWORD, roles: ['viewer'] }));
  const me = await admin.get<{ id: string }>('auth/me');
  const trail = await admin.get<{ items: { id: string }[] }>('audit-logs?limit=1');
  return {
    ...organization,
    ids: {
      organizationId,
      itemId: item.id,
      entityId: item.id,
      locationId: shelf.id,
      fromLocationId: shelf.id,
      toLocationId: table.id,
      movementId: movementIds[0] as string,
      corrects: movementIds[0] as string,
      transactionId,
      userId: grace.id,
      actorId: me.body.id,
      entryId: trail.body.items[0]?.id as string,
      parkedId: PARKED,
    },
  };
}

import { created, type TestOrganization } from '#libs/testing/organization';

interface Stock {
  onHand: string;
  locations: { locationId: string; onHand: string }[];
}

/** From a new location to the audit trail, as the administrator of an organisation; expects each answer on the way. */
export async function expectTheSlice({ admin, adminEmail }: TestOrganization): Promise<void> {
  const shelf = await created(admin.post('locations', { code: 'SHELF', name: 'Shelf' }));
  const cellar = await created(admin.post('locations', { code: 'CELLAR', name: 'Cellar' }));
  const item = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg', min: '5' }));
  const receipt = await created<{ transactionId: string; movementIds: string[] }>(
    admin.post(`items/${item.id}/receipts`, { locationId: shelf.id, quantity: '10', unitCost: '2' }),
  );
  await created(admin.post(`items/${item.id}/usages`, { locationId: shelf.id, quantity: 3 }));
  await created(
    admin.post(`items/${item.id}/transfers`, { fromLocationId: shelf.id, toLocationId: cellar.id, quantity: '2' }),
  );

  const stock = await admin.get<Stock>(`items/${item.id}/stock`);
  expect(stock.body).toMatchObject({ onHand: '7.000' });
  expect(new Map(stock.body.locations.map(({ locationId, onHand }) => [locationId, onHand]))).toEqual(
    new Map([
      [shelf.id, '5.000'],
      [cellar.id, '2.000'],
    ]),
  );

  const movements = await admin.get<{ items: { kind: string; balanceAfter: string; itemBalanceAfter: string }[] }>(
    `items/${item.id}/movements?sort=effectiveAt`,
  );
  expect(movements.body.items).toMatchObject([
    { kind: 'receive', balanceAfter: '10.000', itemBalanceAfter: '10.000' },
    { kind: 'use', balanceAfter: '7.000', itemBalanceAfter: '7.000' },
    { kind: 'transfer', balanceAfter: '5.000', itemBalanceAfter: '5.000' },
    { kind: 'transfer', balanceAfter: '2.000', itemBalanceAfter: '7.000' },
  ]);
  expect(receipt.movementIds).toHaveLength(1);

  const trail = await admin.get<{ items: { action: string; actor: { email: string }; entity: { id: string } }[] }>(
    `audit-logs?entityId=${item.id}&sort=index`,
  );
  expect(trail.body.items.map(({ action }) => action)).toEqual([
    'item.created',
    'stock.received',
    'stock.used',
    'stock.transferred',
  ]);
  expect(trail.body.items[0]?.actor.email).toBe(adminEmail);
}

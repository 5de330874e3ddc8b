import { EventStream, created, organizationOn, sharedPlatform } from '#libs/testing';
import { expectTheSlice } from './slice-steps';

const opsledger = sharedPlatform();

describe('the slice, over HTTP', () => {
  it('runs from signing in to the audit trail', async () => {
    const organization = await organizationOn(opsledger);
    await expectTheSlice(organization);
  });

  it('is followed live, each change when a read shows it', async () => {
    const { admin } = await organizationOn(opsledger);
    const stream = await EventStream.open(`${opsledger.url}/api/v1/stream?topics=items,stock`, { token: admin.token });
    // The membership is new: where its read models have yet to come to its begin, the stream says that it begins later.
    const next = async () => {
      const message = await stream.next();
      return message?.event === 'reset' ? stream.next() : message;
    };
    const shelf = await created(admin.post('locations', { code: 'SHELF', name: 'Shelf' }));
    const { id } = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }));
    const item = await next();
    expect(item).toMatchObject({ event: 'items', data: { action: 'item.created', id, name: 'Flour' } });
    const head = { 'OpsLedger-Position': item?.id ?? '' };
    const { status, headers } = await admin.with(head).get(`items/${id}`);
    expect([status, headers.get('opsledger-stale')]).toEqual([200, null]);
    await created(
      admin.post(`items/${id}/receipts`, { locationId: shelf.id, quantity: '10', unitCost: '2', note: 'never shown' }),
    );
    const stock = await next();
    expect(stock).toMatchObject({ event: 'stock', data: { action: 'stock.received', id, locationIds: [shelf.id] } });
    expect(JSON.stringify(stock)).not.toContain('never shown');
    stream.close();
  });
});

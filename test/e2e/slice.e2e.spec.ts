import { EventStream } from '#libs/testing/event-stream';
import { created, organizationOn } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
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

  it('is followed live with the figures that an entry changed, as a read answers them', async () => {
    const { admin } = await organizationOn(opsledger);
    const { id: lineId } = await created(admin.post('lines', { code: 'L1', name: 'Line 1' }));
    const stream = await EventStream.open(`${opsledger.url}/api/v1/stream?topics=kpi`, { token: admin.token });
    const date = '2026-03-02';
    const entry = { lineId, date, shift: 'Early', product: 'P-1', good: '9', scrap: '1' };
    const { id } = await created(admin.post('production-entries', entry));
    const message = await (async () => {
      for (;;) {
        const next = await stream.next();
        if (!next || next.data['id'] === id) return next;
      }
    })();
    stream.close();
    expect(message).toMatchObject({ event: 'kpi', data: { action: 'production.recorded', lineId, date } });
    const { values, asOf, knownAt } = message?.data ?? {};
    const asked = `from=${date}&to=${date}&grain=day&groupBy=line&lineId=${lineId}`;
    const { body } = await admin.get<{ items: readonly { readonly values: unknown }[] }>(
      `kpis?${asked}&asOf=${String(asOf)}&knownAt=${String(knownAt)}`,
    );
    expect(body.items).toHaveLength(1);
    expect(JSON.stringify(values)).toBe(JSON.stringify(body.items[0]?.values));
    expect(JSON.stringify(values)).toContain('"value":"90.00"');
  });
});

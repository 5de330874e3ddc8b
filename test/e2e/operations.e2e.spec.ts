import { stocked } from '../isolation/stocked';
import { eventually } from '#libs/testing/eventually';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created, organizationOn, type TestOrganization } from '#libs/testing/organization';

interface Status {
  name: string;
  state: string;
  slot: string;
  parked: number;
  lagEvents: number;
  checksum?: string;
  rebuild: { state: string } | null;
}

interface Entry {
  action: string;
  actor: { id: string };
  changes: { field: string; after: unknown }[];
}

let opsledger: OpsLedgerProcess;
let organization: TestOrganization;

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
  organization = await organizationOn(opsledger);
});
afterAll(() => opsledger.remove());

describe('operating projections over HTTP', () => {
  it('lists every projection, live and with nothing parked', async () => {
    const { body } = await organization.platform.get<{ items: Status[] }>('ops/projections?limit=200');
    expect(body.items.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'inventory.stock-level',
        'inventory.movement',
        'inventory.item',
        'inventory.location',
        'tenancy.organization',
        'auth.user',
        'audit.audit-entry',
      ]),
    );
    for (const row of body.items) expect(row).toMatchObject({ state: 'live', parked: 0 });
  });

  it('rebuilds while commands go on, promotes an equal slot, and goes back', async () => {
    const { admin, platform } = organization;
    const shelf = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
    const item = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }));
    const receive = () =>
      created(admin.post(`items/${item.id}/receipts`, { locationId: shelf.id, quantity: '1', unitCost: '1' }));
    const onHand = async () => (await admin.get<{ onHand: string }>(`items/${item.id}/stock`)).body.onHand;
    const status = async () => (await platform.get<Status>('ops/projections/stock-level?checksum=true')).body;

    for (let n = 0; n < 20; n++) await receive();
    const before = await status();
    expect((await platform.post('ops/projections/stock-level/rebuild')).status).toBe(200);
    for (let n = 0; n < 20; n++) await receive();
    await eventually(async () => (await status()).rebuild?.state === 'promoted', { timeoutMs: 30_000 });
    const after = await status();
    expect(after.slot).not.toBe(before.slot);
    expect(await onHand()).toBe('40.000');

    expect((await platform.post('ops/projections/stock-level/rollback')).status).toBe(200);
    const back = await status();
    expect({ slot: back.slot, checksum: back.checksum }).toEqual({ slot: before.slot, checksum: after.checksum });
    expect(await onHand()).toBe('40.000');
  });

  it('does a repeated command once, and records actor, request and outcome in the trail', async () => {
    const { platform } = organization;
    const once = platform.with({ 'idempotency-key': 'once' });
    const rebuild = () => once.post('ops/projections/item/rebuild', { promote: false });
    const { body } = await rebuild();
    expect(await rebuild()).toMatchObject({ status: 200, body });
    for (let time = 0; time < 2; time++) {
      expect(await once.post('ops/projections/item/rollback')).toMatchObject({
        status: 409,
        body: { code: 'CONFLICT', detail: 'inventory.item: there is no older slot to go back to' },
      });
    }
    const me = (await platform.get<{ id: string }>('auth/me')).body;
    const trail = await platform.get<{ items: Entry[] }>(
      'audit-logs?entityType=projection&entityId=inventory.item&sort=index',
    );
    const entries = trail.body.items.map(({ action, actor, changes }) => [
      action.slice('projection.operation_'.length),
      changes.find(({ field }) => field === 'operation')?.after,
      actor.id,
    ]);
    expect(entries).toEqual([
      ['requested', 'rebuild', me.id],
      ['done', 'rebuild', me.id],
      ['requested', 'rollback', me.id],
      ['refused', 'rollback', me.id],
    ]);
  });

  it('lists parked events, by kind, and shows reactors in the metrics', async () => {
    const { platform } = organization;
    for (const kind of ['', '?kind=projection', '?kind=reactor', '?kind=refusal&sort=-position']) {
      expect(await platform.get(`ops/parked${kind}`)).toMatchObject({ status: 200, body: { items: [] } });
    }
    expect((await platform.get('ops/parked?kind=other')).status).toBe(400);
    const metrics = await (await fetch(`${opsledger.url}/metrics`)).text();
    expect(metrics).toContain('opsledger_reactor_state{reactor="auth.first-administrator",state="running"} 1');
    expect(metrics).toContain('opsledger_reactor_parked_events{reactor="auth.first-administrator"} 0');
    expect(metrics).toContain('opsledger_queue_depth{queue="requests"} 0');
  });

  it('rebuilds every projection to the same rows as live, without which it would not be promoted', async () => {
    const { platform } = organization;
    await stocked(await organizationOn(opsledger), opsledger);
    const { items } = (await platform.get<{ items: Status[] }>('ops/projections?limit=200')).body;
    for (const { name } of items) {
      expect([name, (await platform.post(`ops/projections/${name}/rebuild`)).status]).toEqual([name, 200]);
    }
    const rebuilds = async () => (await platform.get<{ items: Status[] }>('ops/projections?limit=200')).body.items;
    const settled = (row: Status) => row.rebuild?.state === 'promoted' || row.rebuild?.state === 'stopped';
    await eventually(async () => (await rebuilds()).every(settled), { timeoutMs: 60_000 });
    for (const row of await rebuilds()) {
      expect(row).toMatchObject({ name: row.name, state: 'live', rebuild: { state: 'promoted' } });
    }
  });

  it('refuses a caller who is not of the platform', async () => {
    expect((await organization.admin.get('ops/projections')).status).toBe(403);
    expect((await organization.admin.post('ops/projections/item/rebuild')).status).toBe(403);
  });
});

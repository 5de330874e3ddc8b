import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { allContracts } from '#contracts/catalogue';
import { OpsLedgerProcess, created, organizationOn, type TestOrganization } from '#libs/testing';

let opsledger: OpsLedgerProcess;
let ours: TestOrganization;
let theirs: TestOrganization;
/** Ids of the other organisation, by the path parameter that they would stand in. */
let foreign: Record<string, string>;

async function stocked({ admin }: TestOrganization) {
  const location = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
  const second = await created(admin.post('locations', { code: 'T', name: 'Table' }));
  const item = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }));
  const receipt = await created<{ movementIds: string[] }>(
    admin.post(`items/${item.id}/receipts`, { locationId: location.id, quantity: '9', unitCost: '1' }),
  );
  const me = await admin.get<{ id: string }>('auth/me');
  const trail = await admin.get<{ items: { id: string }[] }>('audit-logs?limit=1');
  return {
    itemId: item.id,
    locationId: location.id,
    secondLocationId: second.id,
    movementId: receipt.movementIds[0] as string,
    userId: me.body.id,
    entryId: trail.body.items[0]?.id as string,
  };
}

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
  [ours, theirs] = [await organizationOn(opsledger), await organizationOn(opsledger)];
  await stocked(ours);
  foreign = { ...(await stocked(theirs)), organizationId: theirs.id };
});
afterAll(() => opsledger.remove());

const bodies: Record<string, (ids: Record<string, string>) => object> = {
  ReceiveStock: ({ locationId }) => ({ locationId, quantity: '1', unitCost: '1' }),
  UseStock: ({ locationId }) => ({ locationId, quantity: '1' }),
  AdjustStock: ({ locationId }) => ({ locationId, quantity: '1', reason: 'found' }),
  TransferStock: ({ locationId, secondLocationId }) => ({
    fromLocationId: locationId,
    toLocationId: secondLocationId,
    quantity: '1',
  }),
  SetRoles: () => ({ roles: ['viewer'] }),
};

describe('one organisation and the ids of another', () => {
  it.each(
    allContracts()
      .filter(({ route }) => route !== undefined && route.pathParameters.some((name) => name.endsWith('Id')))
      .filter(({ subject }) => !subject.startsWith('ops.'))
      .map((contract) => [`${contract.route?.method} ${contract.route?.path}`, contract] as const),
  )('%s knows nothing of them', async (_, { route, name }) => {
    const path = (route?.path ?? '').replace(/\{(\w+)\}/g, (_match, parameter: string) => foreign[parameter] ?? '');
    const body = route?.method === 'GET' ? undefined : (bodies[name]?.(foreign) ?? {});
    const answer = await ours.admin.request(route?.method ?? '', path, body);
    expect([403, 404]).toContain(answer.status);
    expect(JSON.stringify(answer.body)).not.toContain('Flour');
  });

  it('finds nothing of theirs in a list', async () => {
    for (const list of ['items', 'locations', 'stock', 'movements', 'users', 'audit-logs']) {
      const { body } = await ours.admin.get<{ items: object[] }>(`${list}?limit=200`);
      const text = JSON.stringify(body.items);
      for (const id of Object.values(foreign)) expect(text).not.toContain(id);
    }
  });

  it('cannot use their location in a body', async () => {
    const mine = await created(ours.admin.post('items', { itemNumber: 'B-1', name: 'Salt', unit: 'kg' }));
    const answer = await ours.admin.post<{ code: string; errors: { pointer: string }[] }>(`items/${mine.id}/receipts`, {
      locationId: foreign['locationId'],
      quantity: '1',
      unitCost: '1',
    });
    expect(answer.status).toBe(404);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual(['/locationId']);
  });
});

describe('the reader role by itself', () => {
  it('sees no row of any tenant table without a tenant, also on a connection that had one', async () => {
    const file = await readFile(join(opsledger.dataDir, 'var', 'runtime.json'), 'utf8');
    const { databaseUrl } = JSON.parse(file) as { databaseUrl: string };
    const client = new Client({ connectionString: databaseUrl, options: '-c role=opsledger_reader' });
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string }>(`
        SELECT format('%I.%I', table_schema, table_name) AS name
          FROM information_schema.columns
         WHERE column_name = 'tenant_id' AND has_table_privilege(format('%I.%I', table_schema, table_name), 'SELECT')`);
      expect(tables.length).toBeGreaterThan(5);
      const count = async (name: string) =>
        Number((await client.query<{ count: string }>(`SELECT count(*) FROM ${name}`)).rows[0]?.count);
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant', $1, true)`, [ours.id]);
      const seen = await Promise.all(tables.map(({ name }) => count(name)));
      expect(seen.some((rows) => rows > 0)).toBe(true);
      await client.query('COMMIT');
      for (const { name } of tables) expect([name, await count(name)]).toEqual([name, 0]);
    } finally {
      await client.end();
    }
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { created, organizationOn, PASSWORD, signIn } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

const opsledger = sharedPlatform();

interface Import {
  readonly status: string;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly bad: number;
  readonly undone: number;
  readonly progress: number;
  readonly guesses: readonly { readonly what: string; readonly value: string }[];
}

function formOf(csv: string, fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([csv]), 'items.csv');
  return form;
}

async function ended(admin: HttpClient, id: string): Promise<Import> {
  return eventually(
    async () => {
      const { body } = await admin.get<Import>(`imports/${id}`);
      if (!['dry_run', 'done', 'failed', 'reverted'].includes(body.status)) throw new Error(JSON.stringify(body));
      return body;
    },
    { timeoutMs: 30_000, everyMs: 50 },
  );
}

it('imports a file of items: dry run, errors, run and revert', async () => {
  const { admin } = await organizationOn(opsledger);
  const flour = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }));
  const csv = 'itemNumber;name;unit;min\nA-1;Flour 550;kg;1,5\nA-2;Salt;kg;\n=A-3;Bad;kg;\nA-4;Sugar;kg;many\n';
  const form = () => formOf(csv, { kind: 'items', mode: 'skip_bad', dryRun: 'true' });
  const keyed = admin.with({ 'idempotency-key': 'one' });
  const started = await keyed.upload<{ id: string }>('imports', form());
  expect([started.status, started.headers.get('location')]).toEqual([202, `/api/v1/imports/${started.body.id}`]);
  expect(started.headers.get('opsledger-position')).toMatch(/^\d{4}-\d{19}$/);
  const { id } = started.body;
  expect((await keyed.upload<{ id: string }>('imports', form())).body.id).toBe(id);
  expect((await keyed.upload('imports', formOf(`${csv}A-9;x;kg;\n`, { kind: 'items' }))).status).toBe(422);
  expect(await ended(admin, id)).toMatchObject({ status: 'dry_run', created: 1, changed: 1, bad: 2 });

  const errors = await admin.get<string>(`imports/${id}/errors.csv`);
  expect(errors.headers.get('content-type')).toContain('text/csv');
  expect(errors.body.split('\r\n').slice(0, 3)).toEqual([
    'record,line,column,value,code,reason',
    expect.stringMatching(/^3,4,itemNumber,'=A-3,/),
    expect.stringMatching(/^4,5,min,many,/),
  ]);

  expect((await admin.post(`imports/${id}/run`)).status).toBe(202);
  expect(await ended(admin, id)).toMatchObject({ status: 'done', created: 1, changed: 1, bad: 2, progress: 100 });
  expect((await admin.get<{ name: string }>(`items/${flour.id}`)).body.name).toBe('Flour 550');
  const reverted = await keyed.post(`imports/${id}/revert`);
  expect(reverted.status).toBe(202);
  expect((await keyed.post(`imports/${id}/revert`)).body).toEqual(reverted.body);
  expect(await ended(admin, id)).toMatchObject({ status: 'reverted', undone: 1 });
  expect((await admin.get<{ name: string }>(`items/${flour.id}`)).body.name).toBe('Flour');
  const listed = await admin.get<{ items: readonly { id: string }[] }>('imports?kind=items&status=reverted');
  expect(listed.body.items.map((each) => each.id)).toEqual([id]);
});

it('takes a saved mapping, and gives a template', async () => {
  const { admin } = await organizationOn(opsledger);
  const mapping = { columns: [{ header: 'Was', column: 'name' }] };
  expect((await admin.put('import-mappings', { kind: 'items', name: 'shop', mapping })).status).toBe(200);
  const saved = await admin.get<{ items: readonly object[] }>('import-mappings?kind=items');
  expect(saved.body.items).toEqual([{ name: 'shop', mapping }]);
  const { body } = await admin.upload<{ id: string }>(
    'items/import',
    formOf('itemNumber,Was,unit\nA-1,Salt,kg\n', { mapping: 'shop' }),
  );
  expect(await ended(admin, body.id)).toMatchObject({ status: 'done', created: 1 });
  const template = await admin.get<{ csv: string }>('imports/templates/items');
  expect(template.body.csv).toMatch(/^itemNumber,name,unit,/);
  expect((await admin.get('imports/templates/dreams')).status).toBe(404);
});

it('takes our own table of items, and finds nothing to change', async () => {
  const { admin } = await organizationOn(opsledger);
  const item = { name: '=Flour; "fine"', unit: 'kg', min: '1.5', max: '12.25', barcodes: ['111', '222'] };
  await created(admin.post('items', { itemNumber: '01', ...item }));
  await created(admin.post('items', { itemNumber: '1', name: "'=Salt", unit: 'kg', reorderQuantity: '173.9' }));
  const table = await eventually(async () => {
    const { body } = await admin.with({ accept: 'text/csv' }).get<string>('items');
    if (body.split('\r\n').length < 4) throw new Error(body);
    return body;
  });
  const { body } = await admin.upload<{ id: string }>('items/import', formOf(table));
  expect(await ended(admin, body.id)).toMatchObject({ status: 'done', created: 0, changed: 0, unchanged: 2, bad: 0 });
  const rows = await admin.get<{ items: readonly object[]; next: null }>(`imports/${body.id}/rows`);
  expect(rows.body).toMatchObject({ items: [{ record: 1, outcome: 'unchanged' }, { record: 2 }], next: null });
});

it('takes a workbook, and tells what it guessed about it', async () => {
  const { admin } = await organizationOn(opsledger);
  const form = new FormData();
  form.append('dryRun', 'true');
  form.append('file', new Blob([readFileSync(join(__dirname, 'items.xlsx'))]), 'items.xlsx');
  const { body } = await admin.upload<{ id: string }>('items/import', form);
  const checked = await ended(admin, body.id);
  expect(checked).toMatchObject({ status: 'dry_run', created: 2, bad: 0 });
  expect(checked.guesses.map(({ what, value }) => [what, value])).toEqual(
    expect.arrayContaining([
      ['sheet', 'Artikel'],
      ['headingLine', '3'],
      ['totals', 'true'],
    ]),
  );
  expect((await admin.post(`imports/${body.id}/run`)).status).toBe(202);
  expect(await ended(admin, body.id)).toMatchObject({ status: 'done', created: 2 });
  const listed = await admin.get<{ items: readonly object[] }>('items?sort=itemNumber');
  expect(listed.body.items).toMatchObject([
    { itemNumber: '01', name: 'Mühle & Söhne', min: '173.900', shelfLifeDays: 30 },
    { itemNumber: '4711', name: 'Salz', min: '1234.567', active: true },
  ]);
});

it('imports employees from a file, and shows of a bad row its line, column and code', async () => {
  const { admin } = await organizationOn(opsledger);
  const csv =
    'Personalnummer;Vorname;Nachname;E-Mail;Eintritt\nE-1;Ada;Lovelace;ada@example.org;2026-01-01\nE-2;Grace;Hopper;grace;2026-01-01\n';
  const { body } = await admin.upload<{ id: string }>('employees/import', formOf(csv, { mode: 'skip_bad' }));
  expect(await ended(admin, body.id)).toMatchObject({ status: 'done', created: 1, bad: 1 });
  const errors = await admin.get<string>(`imports/${body.id}/errors.csv`);
  expect(errors.body.split('\r\n')[1]).toMatch(/^2,3,email,,FORMAT,/);
  const listed = await admin.get<{ items: readonly object[] }>('employees');
  expect(listed.body.items).toMatchObject([{ externalId: 'E-1', lastName: 'Lovelace', source: 'manual' }]);
  const template = await admin.get<{ csv: string }>('imports/templates/employees');
  expect(template.body.csv).toMatch(/^source,externalId,firstName,/);
});

it('takes production from a German file, and our own table of it changes nothing', async () => {
  const { admin } = await organizationOn(opsledger);
  await created(admin.post('lines', { code: '0010', name: 'Filler' }));
  const csv = 'Linie;Datum;Schicht;Artikel;Gutmenge;Auftrag\n0010;15.04.2026;01;P-1;1.355,90;1914310000010100016\n';
  const upload = async (file: string) =>
    ended(admin, (await admin.upload<{ id: string }>('production/csv-upload', formOf(file))).body.id);
  expect(await upload(csv)).toMatchObject({ status: 'done', created: 1, bad: 0 });
  expect(await upload(csv)).toMatchObject({ status: 'done', created: 0, changed: 0, unchanged: 1 });
  const table = await eventually(async () => {
    const { body } = await admin.with({ accept: 'text/csv' }).get<string>('production-entries');
    if (body.split('\r\n').length < 3) throw new Error(body);
    return body;
  });
  expect(table).toContain('1914310000010100016');
  expect(await upload(table)).toMatchObject({ status: 'done', created: 0, changed: 0, unchanged: 1, bad: 0 });
  const template = await admin.get<{ csv: string }>('imports/templates/production');
  expect(template.body.csv).toMatch(/^id,line,lineId,date,shift,/);
  const again = await upload(template.body.csv.replace(',L1,', ',0010,'));
  expect(again).toMatchObject({ status: 'done', created: 1, bad: 0 });
});

it('is for those alone who may change items', async () => {
  const { admin, slug } = await organizationOn(opsledger);
  const email = `counter@${slug}.test`;
  await created(admin.post('users', { email, name: 'Carl', password: PASSWORD, roles: ['counter'] }));
  const counter = await signIn(opsledger.http, email);
  const form = () => formOf('itemNumber,name,unit\nA-1,Salt,kg\n', { kind: 'items' });
  expect((await counter.upload('imports', form())).status).toBe(403);
  for (const path of ['imports', 'imports/templates/items', 'import-mappings?kind=items']) {
    expect([path, (await counter.get(path)).status]).toEqual([path, 403]);
  }
});

import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { GetImport } from '#contracts/imports/get-import';
import { GetImportRows, type ImportedRows } from '#contracts/imports/get-import-rows';
import { GetImportTemplate, type ImportTemplate } from '#contracts/imports/get-import-template';
import { ListImportErrors } from '#contracts/imports/list-import-errors';
import { ListImportMappings, type ImportMappings } from '#contracts/imports/list-import-mappings';
import { ListImports } from '#contracts/imports/list-imports';
import { RevertImport } from '#contracts/imports/revert-import';
import { RunImport } from '#contracts/imports/run-import';
import { SaveImportMapping } from '#contracts/imports/save-import-mapping';
import { StartImport } from '#contracts/imports/start-import';
import { ChangeItem } from '#contracts/inventory/change-item';
import { CreateItem } from '#contracts/inventory/create-item';
import type { ItemDetails } from '#contracts/inventory/get-item';
import type { ImportParts } from '#libs/imports';
import { commandContext } from '#libs/testing/command-context';
import { inZone } from '../stock-ledger/organization.fixture';
import { HEADING, TestImports, fileOf } from './import.fixture';

let imports: TestImports;
beforeAll(async () => {
  imports = await TestImports.open();
});
afterAll(() => imports.close());
afterEach(() => imports.next());

it('creates items from a German file, and the same file again changes nothing', async () => {
  imports.worker();
  expect(await imports.ended(await imports.start(fileOf(3)))).toMatchObject({
    status: 'done',
    rows: 3,
    created: 3,
    changed: 0,
    bad: 0,
    progress: 100,
    guesses: expect.arrayContaining([expect.objectContaining({ what: 'separator', value: 'semicolon' })]),
  });
  expect(await imports.items()).toMatchObject([{ itemNumber: 'A-0', name: 'Mehl 0', min: '1.500' }, {}, {}]);
  expect(await imports.ended(await imports.start(fileOf(3)))).toMatchObject({
    status: 'done',
    created: 0,
    changed: 0,
    unchanged: 3,
  });
});

it('tells the position of its end once it is over, after all that it made', async () => {
  const { tenantId, inventory } = imports;
  const importId = await imports.start(fileOf(3));
  const position = async () =>
    (await inventory.dispatch(GetImport, { importId }, commandContext({ tenantId }))).position;
  await imports.ask(GetImport, { importId });
  expect(await position()).toBeUndefined();
  imports.worker();
  await imports.ended(importId);
  expect(await position()).toBe(await inventory.log.head());
  expect(await imports.items()).toHaveLength(3);
});

it('finds an item by its number in any case, and leaves the number as it is', async () => {
  imports.worker();
  for (const itemNumber of ['A-0', 'KÄSE', 'A-2']) {
    await imports.ask(CreateItem, { itemNumber, name: 'Alt', unit: 'kg' });
  }
  const csv = 'itemNumber,name,unit\na-0,Neu,kg\nkäse,Neu,kg\nA-2,Alt,kg\nB-1,Neu,kg';
  expect(await imports.ended(await imports.start(csv))).toMatchObject({
    status: 'done',
    created: 1,
    changed: 2,
    unchanged: 1,
    bad: 0,
  });
  const found = (await imports.items()).map(({ itemNumber, name }) => [itemNumber, name]);
  expect(found).toEqual([
    ['A-0', 'Neu'],
    ['A-2', 'Alt'],
    ['B-1', 'Neu'],
    ['KÄSE', 'Neu'],
  ]);
});

it('a dry run shows the effects, appends nothing to any item, and can be run afterwards', async () => {
  imports.worker();
  const id = await imports.start(`${fileOf(2)}\nA-1;again;kg;1\nA-9;;kg;1\nA-8;x;kg;viel`, {
    dryRun: true,
    mode: 'skip_bad',
  });
  expect(await imports.ended(id)).toMatchObject({ status: 'dry_run', rows: 5, created: 2, bad: 3 });
  expect(await imports.errorsOf(id)).toEqual([
    expect.objectContaining({ record: 3, line: 4, code: 'DUPLICATE' }),
    expect.objectContaining({ record: 4, line: 5, column: 'name', code: 'REQUIRED' }),
    expect.objectContaining({ record: 5, line: 6, column: 'min', value: 'viel', code: 'FORMAT' }),
  ]);
  expect(await imports.items()).toEqual([]);
  const shown = async (from?: number) => {
    const { items, next } = await imports.ask<ImportedRows>(GetImportRows, { importId: id, ...(from && { from }) });
    return [items.map(({ record, outcome, code }) => [record, outcome, code]), next];
  };
  const bad = [
    [3, 'bad', 'DUPLICATE'],
    [4, 'bad', 'REQUIRED'],
    [5, 'bad', 'FORMAT'],
  ];
  expect(await shown()).toEqual([[[1, 'created', null], [2, 'created', null], ...bad], null]);
  expect(await shown(4)).toEqual([bad.slice(1), null]);
  expect(await shown(6)).toEqual([[], null]);
  const [made] = (await imports.ask<ImportedRows>(GetImportRows, { importId: id })).items;
  expect(made).toMatchObject({ line: 2, changes: expect.arrayContaining([{ field: 'min', from: null, to: '1.500' }]) });
  await imports.ask(RunImport, { importId: id });
  expect(await imports.ended(id)).toMatchObject({ status: 'done', created: 2, bad: 3 });
  expect(await imports.items()).toHaveLength(2);
});

it('all or nothing: with one bad row nothing is sent', async () => {
  imports.worker();
  const id = await imports.start(`${fileOf(450)}\nB-1;Salz;kg;-1`);
  expect(await imports.ended(id)).toMatchObject({ status: 'failed', code: 'ROWS_BAD', bad: 1 });
  expect(await imports.errorsOf(id)).toMatchObject([{ record: 451, column: 'min', code: 'RANGE' }]);
  expect(await imports.items()).toEqual([]);
});

it('all or nothing: a later failure by a race takes the earlier changes back, and reports it', async () => {
  await imports.ask(CreateItem, { itemNumber: 'A-0', name: 'Alt', unit: 'kg' });
  let raced = false;
  imports.worker({
    execute: async (contract, payload, context) => {
      if ((payload as { itemNumber?: string }).itemNumber === 'A-250' && !raced) {
        raced = true;
        await imports.ask(CreateItem, { itemNumber: 'A-250', name: 'first', unit: 'kg' });
      }
      return imports.inventory.dispatch(contract, payload, context);
    },
  });
  const id = await imports.start(fileOf(260));
  const details = await imports.ended(id);
  expect(details).toMatchObject({ status: 'failed', code: 'RACE', bad: 1, undone: 1 });
  expect(details.kept[0]).toMatchObject({ code: 'NOT_REVERSIBLE' });
  expect((await imports.items()).find(({ itemNumber }) => itemNumber === 'A-0')).toMatchObject({
    name: 'Alt',
    min: null,
  });
});

it('a revert restores the former values, and keeps those that someone has changed since', async () => {
  imports.worker();
  for (const n of [0, 1]) {
    await imports.ask(CreateItem, { itemNumber: `A-${n}`, name: 'Alt', unit: 'kg' });
  }
  const id = await imports.start(fileOf(3));
  expect(await imports.ended(id)).toMatchObject({ changed: 2, created: 1 });
  const touched = (await imports.items()).find(({ itemNumber }) => itemNumber === 'A-1') as ItemDetails;
  await imports.ask(ChangeItem, { itemId: touched.id, name: 'Hand' });
  await imports.ask(RevertImport, { importId: id });
  const details = await imports.ended(id);
  expect(details).toMatchObject({ status: 'reverted', undone: 1 });
  expect(details.kept.map(({ code }) => code).toSorted()).toEqual(['NOT_REVERSIBLE', 'PRECONDITION_FAILED']);
  expect((await imports.items()).map(({ name }) => name)).toEqual(['Alt', 'Hand', 'Mehl 2']);
});

it('the same file twice counts once, three bad rows of a hundred keep out all or themselves, and a revert leaves what was touched', async () => {
  imports.worker();
  const run = async (csv: string, more = {}) => imports.ended(await imports.start(csv, more));
  const names = async () => (await imports.items()).map(({ name }) => name);
  expect(await run(fileOf(100, 'Alt'))).toMatchObject({ created: 100 });
  expect(await run(fileOf(100, 'Alt'))).toMatchObject({ created: 0, changed: 0, unchanged: 100 });
  const corrected = fileOf(100, 'Alt').replace('Alt 7;kg', 'Neu 7;kg');
  expect(await run(corrected)).toMatchObject({ created: 0, changed: 1, unchanged: 99 });
  const before = await names();

  const file = `${fileOf(97, 'Mehl')}\nA-97;;kg;1\nA-98;Mehl 98;kg;viel\nA-3;Mehl 3;kg;1,5`;
  expect(await run(file)).toMatchObject({ status: 'failed', code: 'ROWS_BAD', bad: 3 });
  expect(await names()).toEqual(before);
  const { id, changed, bad } = await run(file, { mode: 'skip_bad' });
  expect([changed, bad]).toEqual([97, 3]);
  const errors = await imports.errorsOf(id);
  expect(errors.map(({ record, column, code }) => [record, column, code])).toEqual([
    [98, 'name', 'REQUIRED'],
    [99, 'min', 'FORMAT'],
    [100, null, 'DUPLICATE'],
  ]);
  const touched = (await imports.items()).find(({ itemNumber }) => itemNumber === 'A-1') as ItemDetails;
  await imports.ask(ChangeItem, { itemId: touched.id, name: 'Hand' });
  await imports.ask(RevertImport, { importId: id });
  const reverted = await imports.ended(id);
  expect(reverted).toMatchObject({ undone: 96, kept: [{ record: 2, id: touched.id, code: 'PRECONDITION_FAILED' }] });
  expect(await names()).toEqual(before.map((name) => (name === 'Alt 1' ? 'Hand' : name)));
});

it('reads local times in the zone that the organisation had when it began', async () => {
  imports.worker();
  await imports.inventory.append('tenancy.organization', { tenantId: imports.tenantId, id: imports.tenantId }, [
    inZone(imports.tenantId, 'Europe/Berlin'),
  ]);
  const id = await imports.start('kind,itemNumber,location,quantity,effectiveAt\nreceipt,A,B,1,2026-07-01 08:00', {
    kind: 'movements',
    dryRun: true,
  });
  expect((await imports.ended(id)).guesses).toContainEqual(
    expect.objectContaining({ what: 'timeZone of effectiveAt', value: 'Europe/Berlin' }),
  );
});

it.each([
  ['DATE or number that can be read in two ways', `${HEADING}\nA-1;x;kg;173,900`, 'NUMBER_AMBIGUOUS'],
  ['heading that names nothing', 'foo;bar\n1;2', 'HEADER_MISSING'],
  ['quote that stays open', `${HEADING}\nA-1;"x;kg;1\n${'y;z\n'.repeat(30_000)}`, 'QUOTE_NOT_CLOSED'],
])('says so of a %s, and imports nothing', async (_what, csv, code) => {
  imports.worker();
  expect(await imports.ended(await imports.start(csv))).toMatchObject({ status: 'failed', code });
});

it('needs the permission of its kind for every request, and belongs to one organisation', async () => {
  const id = await imports.start(fileOf(1));
  const counter = commandContext({
    tenantId: imports.tenantId,
    actor: { id: randomUUID(), type: 'user', roles: ['counter'] },
  });
  const fileId = await imports.file(fileOf(1));
  await imports.inventory.caughtUp();
  for (const [contract, payload] of [
    [StartImport, { kind: 'items', fileId }],
    [GetImport, { importId: id }],
    [ListImportErrors, { importId: id }],
    [GetImportRows, { importId: id }],
    [RevertImport, { importId: id }],
    [GetImportTemplate, { kind: 'items' }],
  ] as const) {
    await expect(imports.inventory.dispatch(contract, payload, counter)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  const seen = await imports.inventory.dispatch(ListImports, {}, counter);
  expect(seen.answer).toMatchObject({ items: [] });
  const other = { tenantId: randomUUID() };
  await expect(imports.inventory.ask(GetImport, { importId: id }, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(imports.inventory.ask(StartImport, { kind: 'items', fileId }, other)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('takes a saved mapping by its name, and gives a template', async () => {
  imports.worker();
  const mapping = {
    columns: [
      { header: 'Was', column: 'name' },
      { header: 'Bestand', column: 'min', numbers: 'comma' },
    ],
  };
  await imports.ask(SaveImportMapping, { kind: 'items', name: 'lager', mapping });
  const saved = await imports.ask<ImportMappings>(ListImportMappings, { kind: 'items' });
  expect(saved.items).toEqual([{ name: 'lager', mapping }]);
  const id = await imports.start('itemNumber;Was;unit;Bestand\nA-1;Salz;kg;173,900', { mapping: 'lager' });
  expect(await imports.ended(id)).toMatchObject({ status: 'done', created: 1 });
  expect(await imports.items()).toMatchObject([{ name: 'Salz', min: '173.900' }]);
  const { csv } = await imports.ask<ImportTemplate>(GetImportTemplate, { kind: 'items' });
  expect(csv).toMatch(/^itemNumber,name,unit,/);
});

it('keeps no file that a dying process had taken for an import and the stream does not name', async () => {
  const [first, second] = await Promise.all([1, 2].map((rows) => imports.file(fileOf(rows))));
  const context = commandContext({
    tenantId: imports.tenantId,
    actor: { id: randomUUID(), type: 'user', roles: ['admin'] },
  });
  const startWith = (fileId: string | undefined, through: Partial<ImportParts> = {}) =>
    imports.inventory.openImports({ through }).imports.start({ kind: 'items', fileId } as StartImport, context);
  const claimants = () =>
    Promise.all(
      [first, second].map(async (id) => (await imports.inventory.storage.head(imports.tenantId, `${id}`)).claimedBy),
    );
  const handle = () => Promise.reject(new Error('killed'));
  const commands = Object.create(imports.inventory.commands, { handle: { value: handle } }) as ImportParts['commands'];
  await expect(startWith(first, { commands })).rejects.toThrow('killed');
  expect(await claimants()).toEqual([null, null]);
  const { answer } = await startWith(second);
  imports.worker();
  expect(await imports.ended(answer.id)).toMatchObject({ status: 'done', created: 2 });
  expect(await claimants()).toEqual([null, answer.id]);
});

it('starts once however often the same request comes', async () => {
  imports.worker();
  const fileId = await imports.file(fileOf(1));
  const commandId = randomUUID();
  const ids = await Promise.all(
    [1, 2, 3].map(() =>
      imports.inventory.ask<Created>(StartImport, { kind: 'items', fileId }, { tenantId: imports.tenantId, commandId }),
    ),
  );
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  await expect(imports.ask(StartImport, { kind: 'items', fileId })).rejects.toBeInstanceOf(DomainError);
  expect(await imports.ended(ids[0]?.id as string)).toMatchObject({ status: 'done', created: 1 });
});

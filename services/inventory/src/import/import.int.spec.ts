import { randomInt, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { GetImport } from '#contracts/imports/get-import';
import { GetImportTemplate, type ImportTemplate } from '#contracts/imports/get-import-template';
import type { ImportDetails } from '#contracts/imports/import-answers';
import type { ImportFault } from '#contracts/imports/import-events';
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
import { ListItems } from '#contracts/inventory/list-items';
import type { Page } from '#contracts/declare/list-request';
import type { ImportParts, OpenImports } from '#libs/imports';
import { commandContext, eventually } from '#libs/testing';
import { TestInventory } from '../inventory.fixture';

/** A chunk of rows takes seconds where other tests keep the machine busy. */
const PATIENCE_MS = 60_000;
const QUICK = { pollMs: 20, leaseMs: 400, retryMs: 20 } as const;

let inventory: TestInventory;
const opened: OpenImports[] = [];
let tenantId: string;

beforeAll(async () => {
  inventory = await TestInventory.open();
});
afterAll(() => inventory.close());

beforeEach(() => {
  tenantId = randomUUID();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

function worker(through: Partial<ImportParts> = {}, more = {}): OpenImports {
  const made = inventory.openImports({ ...QUICK, ...more, through });
  opened.push(made);
  made.start();
  return made;
}

async function* bytesOf(text: string) {
  yield await Promise.resolve(Buffer.from(text));
}

async function start(csv: string, more: object = {}): Promise<string> {
  const { id: fileId } = await inventory.storage.put(tenantId, bytesOf(csv), { limit: 20_000_000 });
  const { id } = await inventory.ask<Created>(StartImport, { kind: 'items', fileId, ...more }, { tenantId });
  return id;
}

const read = (importId: string) => inventory.ask<ImportDetails>(GetImport, { importId }, { tenantId });
const errorsOf = async (importId: string) =>
  (await inventory.ask<Page<ImportFault>>(ListImportErrors, { importId }, { tenantId })).items;

/** For the report of an import that does not end. */
async function story(importId: string, { guesses: _, ...details }: ImportDetails): Promise<string> {
  const job = await inventory.jobs.query(
    `SELECT to_jsonb(job) - 'plan' - 'actor' AS job FROM imports.job WHERE id = $1`,
    [importId],
  );
  return JSON.stringify({ details, jobs: job.rows, faults: inventory.faults.map(String) });
}

async function ended(importId: string): Promise<ImportDetails> {
  return eventually(
    async () => {
      const details = await read(importId);
      if (details.status === 'reading' || details.status === 'running') throw new Error(await story(importId, details));
      return details;
    },
    { timeoutMs: PATIENCE_MS },
  );
}

async function items(): Promise<readonly ItemDetails[]> {
  await inventory.caughtUp();
  const page = await inventory.ask<Page<ItemDetails>>(ListItems, { limit: 200, sort: 'itemNumber' }, { tenantId });
  return page.items;
}

const HEADING = 'Artikelnummer;Bezeichnung;Einheit;Mindestbestand';
const fileOf = (rows: number, name = 'Mehl') =>
  [HEADING, ...Array.from({ length: rows }, (_, n) => `A-${n};${name} ${n};kg;1,5`)].join('\n');

it('creates items from a German file, and the same file again changes nothing', async () => {
  worker();
  expect(await ended(await start(fileOf(3)))).toMatchObject({
    status: 'done',
    rows: 3,
    created: 3,
    changed: 0,
    bad: 0,
    progress: 100,
    guesses: expect.arrayContaining([expect.objectContaining({ what: 'separator', value: 'semicolon' })]),
  });
  expect(await items()).toMatchObject([{ itemNumber: 'A-0', name: 'Mehl 0', min: '1.500' }, {}, {}]);
  expect(await ended(await start(fileOf(3)))).toMatchObject({ status: 'done', created: 0, changed: 0, unchanged: 3 });
});

it('finds an item by its number in any case, and leaves the number as it is', async () => {
  worker();
  for (const itemNumber of ['A-0', 'KÄSE', 'A-2']) {
    await inventory.ask(CreateItem, { itemNumber, name: 'Alt', unit: 'kg' }, { tenantId });
  }
  const csv = 'itemNumber,name,unit\na-0,Neu,kg\nkäse,Neu,kg\nA-2,Alt,kg\nB-1,Neu,kg';
  expect(await ended(await start(csv))).toMatchObject({ status: 'done', created: 1, changed: 2, unchanged: 1, bad: 0 });
  const found = (await items()).map(({ itemNumber, name }) => [itemNumber, name]);
  expect(found).toEqual([
    ['A-0', 'Neu'],
    ['A-2', 'Alt'],
    ['B-1', 'Neu'],
    ['KÄSE', 'Neu'],
  ]);
});

it('a dry run shows the effects, appends nothing to any item, and can be run afterwards', async () => {
  worker();
  const id = await start(`${fileOf(2)}\nA-1;again;kg;1\nA-9;;kg;1\nA-8;x;kg;viel`, { dryRun: true, mode: 'skip_bad' });
  expect(await ended(id)).toMatchObject({ status: 'dry_run', rows: 5, created: 2, bad: 3 });
  expect(await errorsOf(id)).toEqual([
    expect.objectContaining({ record: 3, line: 4, code: 'DUPLICATE' }),
    expect.objectContaining({ record: 4, line: 5, column: 'name', code: 'REQUIRED' }),
    expect.objectContaining({ record: 5, line: 6, column: 'min', value: 'viel', code: 'FORMAT' }),
  ]);
  expect(await items()).toEqual([]);
  await inventory.ask(RunImport, { importId: id }, { tenantId });
  expect(await ended(id)).toMatchObject({ status: 'done', created: 2, bad: 3 });
  expect(await items()).toHaveLength(2);
});

it('all or nothing: with one bad row nothing is sent', async () => {
  worker();
  const id = await start(`${fileOf(450)}\nB-1;Salz;kg;-1`);
  expect(await ended(id)).toMatchObject({ status: 'failed', code: 'ROWS_BAD', bad: 1 });
  expect(await errorsOf(id)).toMatchObject([{ record: 451, column: 'min', code: 'RANGE' }]);
  expect(await items()).toEqual([]);
});

it('all or nothing: a later failure by a race takes the earlier changes back, and reports it', async () => {
  await inventory.ask(CreateItem, { itemNumber: 'A-0', name: 'Alt', unit: 'kg' }, { tenantId });
  let raced = false;
  worker({
    execute: async (contract, payload, context) => {
      if ((payload as { itemNumber?: string }).itemNumber === 'A-250' && !raced) {
        raced = true;
        await inventory.ask(CreateItem, { itemNumber: 'A-250', name: 'first', unit: 'kg' }, { tenantId });
      }
      return inventory.dispatch(contract, payload, context);
    },
  });
  const id = await start(fileOf(260));
  const details = await ended(id);
  expect(details).toMatchObject({ status: 'failed', code: 'RACE', bad: 1, undone: 1 });
  expect(details.kept[0]).toMatchObject({ code: 'NOT_REVERSIBLE' });
  expect((await items()).find(({ itemNumber }) => itemNumber === 'A-0')).toMatchObject({ name: 'Alt', min: null });
});

it('a revert restores the former values, and keeps those that someone has changed since', async () => {
  worker();
  for (const n of [0, 1]) {
    await inventory.ask(CreateItem, { itemNumber: `A-${n}`, name: 'Alt', unit: 'kg' }, { tenantId });
  }
  const id = await start(fileOf(3));
  expect(await ended(id)).toMatchObject({ changed: 2, created: 1 });
  const touched = (await items()).find(({ itemNumber }) => itemNumber === 'A-1') as ItemDetails;
  await inventory.ask(ChangeItem, { itemId: touched.id, name: 'Hand' }, { tenantId });
  await inventory.ask(RevertImport, { importId: id }, { tenantId });
  const details = await ended(id);
  expect(details).toMatchObject({ status: 'reverted', undone: 1 });
  expect(details.kept.map(({ code }) => code).toSorted()).toEqual(['NOT_REVERSIBLE', 'PRECONDITION_FAILED']);
  expect((await items()).map(({ name }) => name)).toEqual(['Alt', 'Hand', 'Mehl 2']);
});

it.each([
  ['DATE or number that can be read in two ways', `${HEADING}\nA-1;x;kg;173,900`, 'NUMBER_AMBIGUOUS'],
  ['heading that names nothing', 'foo;bar\n1;2', 'HEADER_MISSING'],
  ['quote that stays open', `${HEADING}\nA-1;"x;kg;1\n${'y;z\n'.repeat(30_000)}`, 'QUOTE_NOT_CLOSED'],
])('says so of a %s, and imports nothing', async (_what, csv, code) => {
  worker();
  expect(await ended(await start(csv))).toMatchObject({ status: 'failed', code });
});

it('needs the permission of its kind for every request, and belongs to one organisation', async () => {
  const id = await start(fileOf(1));
  const counter = commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['counter'] } });
  const { id: fileId } = await inventory.storage.put(tenantId, bytesOf(fileOf(1)), { limit: 10_000 });
  await inventory.caughtUp();
  for (const [contract, payload] of [
    [StartImport, { kind: 'items', fileId }],
    [GetImport, { importId: id }],
    [ListImportErrors, { importId: id }],
    [RevertImport, { importId: id }],
    [GetImportTemplate, { kind: 'items' }],
  ] as const) {
    await expect(inventory.dispatch(contract, payload, counter)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  const seen = await inventory.dispatch(ListImports, {}, counter);
  expect(seen.answer).toMatchObject({ items: [] });
  const other = { tenantId: randomUUID() };
  await expect(inventory.ask(GetImport, { importId: id }, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(inventory.ask(StartImport, { kind: 'items', fileId }, other)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('takes a saved mapping by its name, and gives a template', async () => {
  worker();
  const mapping = {
    columns: [
      { header: 'Was', column: 'name' },
      { header: 'Bestand', column: 'min', numbers: 'comma' },
    ],
  };
  await inventory.ask(SaveImportMapping, { kind: 'items', name: 'lager', mapping }, { tenantId });
  const saved = await inventory.ask<ImportMappings>(ListImportMappings, { kind: 'items' }, { tenantId });
  expect(saved.items).toEqual([{ name: 'lager', mapping }]);
  const id = await start('itemNumber;Was;unit;Bestand\nA-1;Salz;kg;173,900', { mapping: 'lager' });
  expect(await ended(id)).toMatchObject({ status: 'done', created: 1 });
  expect(await items()).toMatchObject([{ name: 'Salz', min: '173.900' }]);
  const { csv } = await inventory.ask<ImportTemplate>(GetImportTemplate, { kind: 'items' }, { tenantId });
  expect(csv).toMatch(/^itemNumber,name,unit,/);
});

describe('a replica that dies', () => {
  /** Throws at one call of many and at all later ones, before or after it is done: as if the replica had died. */
  function dying(at: number, when: 'before' | 'after'): Partial<ImportParts> {
    return killedAt(at, when).through;
  }

  /** With its connection to the queue of imports, so that its lease has to expire. */
  function killedAt(at: number, when: 'before' | 'after') {
    let calls = 0;
    const deadly = <Call extends (...args: never[]) => Promise<unknown>>(call: Call): Call =>
      (async (...args: Parameters<Call>) => {
        const now = ++calls;
        if (now > at || (now === at && when === 'before')) throw new Error('killed');
        const result = await call(...args);
        if (now === at) throw new Error('killed');
        return result;
      }) as never;
    const { commands, storage, log } = inventory;
    const through: Partial<ImportParts> = {
      execute: deadly((...command) => inventory.dispatch(...command)),
      check: deadly((...command) => inventory.check(...command)),
      commands: {
        state: deadly(commands.state.bind(commands)),
        handle: deadly(commands.handle.bind(commands)),
        handleEach: deadly(commands.handleEach.bind(commands)),
        check: commands.check.bind(commands),
      },
      storage: {
        get: deadly(storage.get.bind(storage)),
        head: storage.head.bind(storage),
        claim: deadly(storage.claim.bind(storage)),
        discard: storage.discard.bind(storage),
      },
      log: { head: deadly(log.head.bind(log)), readStream: log.readStream.bind(log) },
    };
    const pool = {
      query: (...query: Parameters<Pool['query']>) =>
        calls >= at ? Promise.reject(new Error('killed')) : inventory.jobs.query(...query),
    } as Pool;
    return { through, pool };
  }

  async function killed(dead: OpenImports): Promise<void> {
    await eventually(
      () => {
        if (!inventory.faults.some((fault) => (fault as Error).message === 'killed')) throw new Error('it lives');
      },
      { timeoutMs: PATIENCE_MS },
    );
    await dead.stop();
    inventory.faults.length = 0;
  }

  it('at ten random moments, one after the other, makes each row once, and the last one ends the import', async () => {
    const rows = 610;
    const moments = Array.from({ length: 10 }, () => [randomInt(1, 110), randomInt(2) ? 'before' : 'after'] as const);
    const id = await start(fileOf(rows));
    for (const moment of moments) {
      const { through, pool } = killedAt(...moment);
      await killed(worker(through, { pool, retryMs: 1 }));
    }
    worker();
    const { status, created, changed, unchanged, bad } = await ended(id);
    const all = { status: 'done', created: rows, changed: 0, unchanged: 0, bad: 0 };
    expect([moments, { status, created, changed, unchanged, bad }]).toEqual([moments, all]);
    const made = (await inventory.recordedOf('ItemCreated')).filter((event) => event.tenantId === tenantId);
    const numbers = made.map(({ data }) => (data as { itemNumber: string }).itemNumber);
    expect(numbers.toSorted()).toEqual(Array.from({ length: rows }, (_, n) => `A-${n}`).toSorted());
  }, 180_000);

  it.each(
    [1, 2, 3, 4, 5, 6, 7, 9, 12, 20, 150, 205, 212, 221, 222, 224].flatMap((at) => [
      [at, 'before'] as const,
      [at, 'after'] as const,
    ]),
  )(
    'at its %dth call, %s it is done, is followed by another that makes nothing twice and counts the same',
    async (at, when) => {
      const dead = worker(dying(at, when), { retryMs: 1 });
      const id = await start(fileOf(210), { mode: 'skip_bad' });
      await killed(dead);
      worker();
      expect(await ended(id)).toMatchObject({ status: 'done', created: 210, changed: 0, unchanged: 0, bad: 0 });
      const numbers = (await inventory.recordedOf('ItemCreated'))
        .filter((event) => event.tenantId === tenantId)
        .map(({ data }) => (data as { itemNumber: string }).itemNumber);
      expect(numbers).toHaveLength(210);
      expect(new Set(numbers).size).toBe(210);
    },
  );
});

it('of two replicas on one import, one goes on when the lease of the other has expired, and nothing is made twice', async () => {
  let isHeld = true;
  let wasHeld = false;
  const holding: ImportParts['execute'] = async (...command) => {
    wasHeld = true;
    await eventually(
      () => {
        if (isHeld) throw new Error('held');
      },
      { timeoutMs: PATIENCE_MS },
    );
    return inventory.dispatch(...command);
  };
  // As if it were paused: it renews its lease after a third of it, which is later than the lease expires here.
  worker({ execute: holding }, { leaseMs: 300_000 });
  const id = await start(fileOf(210), { mode: 'skip_bad' });
  await eventually(
    () => {
      if (!wasHeld) throw new Error('not yet');
    },
    { timeoutMs: PATIENCE_MS },
  );
  await inventory.expireLease(id);
  worker({}, { leaseMs: 30_000 });
  expect(await ended(id)).toMatchObject({ status: 'done', created: 210 });
  isHeld = false;
  await opened[0]?.stop();
  const made = (await inventory.recordedOf('ItemCreated')).filter((event) => event.tenantId === tenantId);
  expect(made).toHaveLength(210);
  expect(await read(id)).toMatchObject({ status: 'done', created: 210 });
});

it('one import at a time per organisation: the second waits, another organisation does not', async () => {
  let isHeld = true;
  const hold: ImportParts['execute'] = async (...command) => {
    await eventually(
      () => {
        if (isHeld && command[2].tenantId === first) throw new Error('held');
      },
      { timeoutMs: PATIENCE_MS },
    );
    return inventory.dispatch(...command);
  };
  const first = tenantId;
  const ids = [await start(fileOf(1)), await start(fileOf(2))] as const;
  worker({ execute: hold });
  worker({ execute: hold });
  tenantId = randomUUID();
  expect(await ended(await start(fileOf(1)))).toMatchObject({ status: 'done' });
  tenantId = first;
  expect(await read(ids[1])).toMatchObject({ status: 'reading', rows: 0 });
  isHeld = false;
  expect(await ended(ids[0])).toMatchObject({ status: 'done', created: 1 });
  expect(await ended(ids[1])).toMatchObject({ status: 'done', created: 1, unchanged: 1 });
});

it('a stop leaves the import where it is, to be resumed', async () => {
  let sent = 0;
  const stopping = worker({
    execute: (...command) => {
      if (++sent === 50) void stopping.stop();
      return inventory.dispatch(...command);
    },
  });
  const id = await start(fileOf(400), { mode: 'skip_bad' });
  await eventually(
    () => {
      if (sent < 50) throw new Error('not yet');
    },
    { timeoutMs: PATIENCE_MS },
  );
  await stopping.stop();
  expect(await read(id)).toMatchObject({ status: 'reading' });
  worker();
  expect(await ended(id)).toMatchObject({ status: 'done', created: 400 });
});

it('gives up an import that fails again and again, so that others get their turn', async () => {
  worker({ execute: () => Promise.reject(new Error('broken')) }, { attempts: 2 });
  expect(await ended(await start(fileOf(1)))).toMatchObject({ status: 'failed', code: 'INTERNAL' });
  expect(await items()).toEqual([]);
  inventory.faults.length = 0;
});

it('gives up an import whose replicas die again and again', async () => {
  const id = await start(fileOf(1));
  await inventory.jobs.query('UPDATE imports.job SET owner = $2, active = true, deaths = 2 WHERE id = $1', [
    id,
    randomUUID(),
  ]);
  worker({}, { deaths: 2 });
  expect(await ended(id)).toMatchObject({
    status: 'failed',
    code: 'INTERNAL',
    reason: expect.stringContaining('died'),
  });
});

it('counts the attempts of each chunk by themselves, also while rows are only checked', async () => {
  const failing = new Set(['A-100', 'A-300', 'A-500']);
  const check: ImportParts['check'] = async (contract, payload, context) => {
    const { itemNumber } = payload as { readonly itemNumber: string };
    if (failing.delete(itemNumber)) throw new Error('broken once');
    return inventory.check(contract, payload, context);
  };
  worker({ check }, { attempts: 2 });
  const id = await start(fileOf(600), { dryRun: true });
  expect(await ended(id)).toMatchObject({ status: 'dry_run', created: 600, bad: 0 });
  expect(failing.size).toBe(0);
  inventory.faults.length = 0;
});

it('keeps no file that a dying process had taken for an import and the stream does not name', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(async (rows) => (await inventory.storage.put(tenantId, bytesOf(fileOf(rows)), { limit: 10_000 })).id),
  );
  const context = commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['admin'] } });
  const startWith = (fileId: string | undefined, through: Partial<ImportParts> = {}) =>
    inventory.openImports({ through }).imports.start({ kind: 'items', fileId } as StartImport, context);
  const claimants = () =>
    Promise.all([first, second].map(async (id) => (await inventory.storage.head(tenantId, `${id}`)).claimedBy));
  const handle = () => Promise.reject(new Error('killed'));
  const commands = Object.create(inventory.commands, { handle: { value: handle } }) as ImportParts['commands'];
  await expect(startWith(first, { commands })).rejects.toThrow('killed');
  expect(await claimants()).toEqual([null, null]);
  const { answer } = await startWith(second);
  worker();
  expect(await ended(answer.id)).toMatchObject({ status: 'done', created: 2 });
  expect(await claimants()).toEqual([null, answer.id]);
});

it('starts once however often the same request comes', async () => {
  worker();
  const { id: fileId } = await inventory.storage.put(tenantId, bytesOf(fileOf(1)), { limit: 10_000 });
  const commandId = randomUUID();
  const ids = await Promise.all(
    [1, 2, 3].map(() => inventory.ask<Created>(StartImport, { kind: 'items', fileId }, { tenantId, commandId })),
  );
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  await expect(inventory.ask(StartImport, { kind: 'items', fileId }, { tenantId })).rejects.toBeInstanceOf(DomainError);
  expect(await ended(ids[0]?.id as string)).toMatchObject({ status: 'done', created: 1 });
});

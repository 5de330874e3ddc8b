/** @alone Kills its workers again and again, which a busy machine makes slow. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Created } from '#contracts/created';
import { GetImport } from '#contracts/imports/get-import';
import type { ImportDetails } from '#contracts/imports/import-answers';
import { RevertImport } from '#contracts/imports/revert-import';
import { StartImport } from '#contracts/imports/start-import';
import { CreateItem } from '#contracts/inventory/create-item';
import { WorkerProcesses, eventually } from '#libs/testing';
import { TestInventory } from '../inventory.fixture';

const KILLS = 5;
const PATIENCE = { timeoutMs: 60_000, everyMs: 1 } as const;
/** So many items are there before, and are changed. */
const CHANGED = 150;
const ROWS = 900;

let inventory: TestInventory;
let workers: WorkerProcesses;
const tenantId = randomUUID();

beforeAll(async () => {
  inventory = await TestInventory.open();
  for (let n = 0; n < CHANGED; n++) {
    await inventory.ask(CreateItem, { itemNumber: `A-${n * 5}`, name: 'Alt', unit: 'kg' }, { tenantId });
  }
  const worker = join(__dirname, 'import-worker.fixture.ts');
  workers = await WorkerProcesses.start(worker, [JSON.stringify(inventory.place)]);
});
afterAll(async () => {
  await workers.kill9();
  await inventory.close();
});

const recorded = async (type: string) =>
  (await inventory.recordedOf(type)).filter((event) => event.tenantId === tenantId);

async function* fileOf(rows: number) {
  const lines = Array.from({ length: rows }, (_, n) => `A-${n},Mehl ${n},kg`);
  yield await Promise.resolve(Buffer.from(['itemNumber,name,unit', ...lines].join('\n')));
}

const read = (importId: string) => inventory.ask<ImportDetails>(GetImport, { importId }, { tenantId });

/** Kills a worker each time that something more of this type is in the log, at a random one of the next. */
async function killWhile(type: string, kills: number): Promise<void> {
  for (let killed = 0; killed < kills; killed++) {
    const at = (await recorded(type)).length + 1 + Math.floor(Math.random() * 30);
    await eventually(async () => (await recorded(type)).length >= at, PATIENCE);
    await workers.replaceOldest();
  }
}

async function ended(importId: string, status: ImportDetails['status']): Promise<ImportDetails> {
  return eventually(async () => {
    const details = await read(importId);
    if (details.status !== status) throw new Error(JSON.stringify(details));
    return details;
  }, PATIENCE);
}

test('two replicas that are killed again and again in the middle of an import make each row once, and take it back once', async () => {
  const { id: fileId } = await inventory.storage.put(tenantId, fileOf(ROWS), { limit: 1_000_000 });
  const sent = { kind: 'items', fileId, mode: 'skip_bad' };
  const { id } = await inventory.ask<Created>(StartImport, sent, { tenantId });
  await killWhile('ItemCreated', KILLS);
  const created = ROWS - CHANGED;
  expect(await ended(id, 'done')).toMatchObject({ rows: ROWS, created, changed: CHANGED, unchanged: 0, bad: 0 });
  const numbers = (await recorded('ItemCreated')).map(({ data }) => (data as { itemNumber: string }).itemNumber);
  expect([numbers.length, new Set(numbers).size]).toEqual([ROWS, ROWS]);
  expect(await recorded('ItemChanged')).toHaveLength(CHANGED);

  await inventory.ask(RevertImport, { importId: id }, { tenantId });
  await killWhile('ItemChanged', 2);
  expect(await ended(id, 'reverted')).toMatchObject({ undone: CHANGED });
  expect(await recorded('ItemChanged')).toHaveLength(2 * CHANGED);
}, 180_000);

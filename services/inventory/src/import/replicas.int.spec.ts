import { randomInt, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { ImportParts, OpenImports } from '#libs/imports';
import { eventually } from '#libs/testing/eventually';
import { PATIENCE_MS, TestImports, fileOf } from './import.fixture';

let imports: TestImports;
beforeAll(async () => {
  imports = await TestImports.open();
});
afterAll(() => imports.close());
afterEach(() => imports.next());

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
    const { commands, storage, log } = imports.inventory;
    const through: Partial<ImportParts> = {
      execute: deadly((...command) => imports.inventory.dispatch(...command)),
      check: deadly((...command) => imports.inventory.check(...command)),
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
        calls >= at ? Promise.reject(new Error('killed')) : imports.inventory.jobs.query(...query),
    } as Pool;
    return { through, pool };
  }

  async function killed(dead: OpenImports): Promise<void> {
    await eventually(
      () => {
        if (!imports.inventory.faults.some((fault) => (fault as Error).message === 'killed'))
          throw new Error('it lives');
      },
      { timeoutMs: PATIENCE_MS },
    );
    await dead.stop();
    imports.inventory.faults.length = 0;
  }

  it('at ten random moments, one after the other, makes each row once, and the last one ends the import', async () => {
    const rows = 610;
    const moments = Array.from({ length: 10 }, () => [randomInt(1, 110), randomInt(2) ? 'before' : 'after'] as const);
    const id = await imports.start(fileOf(rows));
    for (const moment of moments) {
      const { through, pool } = killedAt(...moment);
      await killed(imports.worker(through, { pool, retryMs: 1 }));
    }
    imports.worker();
    const { status, created, changed, unchanged, bad } = await imports.ended(id);
    const all = { status: 'done', created: rows, changed: 0, unchanged: 0, bad: 0 };
    expect([moments, { status, created, changed, unchanged, bad }]).toEqual([moments, all]);
    const made = (await imports.inventory.recordedOf('ItemCreated')).filter(
      (event) => event.tenantId === imports.tenantId,
    );
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
      const dead = imports.worker(dying(at, when), { retryMs: 1 });
      const id = await imports.start(fileOf(210), { mode: 'skip_bad' });
      await killed(dead);
      imports.worker();
      expect(await imports.ended(id)).toMatchObject({ status: 'done', created: 210, changed: 0, unchanged: 0, bad: 0 });
      const numbers = (await imports.inventory.recordedOf('ItemCreated'))
        .filter((event) => event.tenantId === imports.tenantId)
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
    return imports.inventory.dispatch(...command);
  };
  // As if it were paused: it renews its lease after a third of it, which is later than the lease expires here.
  imports.worker({ execute: holding }, { leaseMs: 300_000 });
  const id = await imports.start(fileOf(210), { mode: 'skip_bad' });
  await eventually(
    () => {
      if (!wasHeld) throw new Error('not yet');
    },
    { timeoutMs: PATIENCE_MS },
  );
  await imports.inventory.expireLease(id);
  imports.worker({}, { leaseMs: 30_000 });
  expect(await imports.ended(id)).toMatchObject({ status: 'done', created: 210 });
  isHeld = false;
  await imports.opened[0]?.stop();
  const made = (await imports.inventory.recordedOf('ItemCreated')).filter(
    (event) => event.tenantId === imports.tenantId,
  );
  expect(made).toHaveLength(210);
  expect(await imports.read(id)).toMatchObject({ status: 'done', created: 210 });
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
    return imports.inventory.dispatch(...command);
  };
  const first = imports.tenantId;
  const ids = [await imports.start(fileOf(1)), await imports.start(fileOf(2))] as const;
  imports.worker({ execute: hold });
  imports.worker({ execute: hold });
  imports.tenantId = randomUUID();
  expect(await imports.ended(await imports.start(fileOf(1)))).toMatchObject({ status: 'done' });
  imports.tenantId = first;
  expect(await imports.read(ids[1])).toMatchObject({ status: 'reading', rows: 0 });
  isHeld = false;
  expect(await imports.ended(ids[0])).toMatchObject({ status: 'done', created: 1 });
  expect(await imports.ended(ids[1])).toMatchObject({ status: 'done', created: 1, unchanged: 1 });
});

it('a stop leaves the import where it is, to be resumed', async () => {
  let sent = 0;
  const stopping = imports.worker({
    execute: (...command) => {
      if (++sent === 50) void stopping.stop();
      return imports.inventory.dispatch(...command);
    },
  });
  const id = await imports.start(fileOf(400), { mode: 'skip_bad' });
  await eventually(
    () => {
      if (sent < 50) throw new Error('not yet');
    },
    { timeoutMs: PATIENCE_MS },
  );
  await stopping.stop();
  expect(await imports.read(id)).toMatchObject({ status: 'reading' });
  imports.worker();
  expect(await imports.ended(id)).toMatchObject({ status: 'done', created: 400 });
});

it('gives up an import that fails again and again, so that others get their turn', async () => {
  imports.worker({ execute: () => Promise.reject(new Error('broken')) }, { attempts: 2 });
  expect(await imports.ended(await imports.start(fileOf(1)))).toMatchObject({ status: 'failed', code: 'INTERNAL' });
  expect(await imports.items()).toEqual([]);
  imports.inventory.faults.length = 0;
});

it('gives up an import whose replicas die again and again', async () => {
  const id = await imports.start(fileOf(1));
  await imports.inventory.jobs.query('UPDATE imports.job SET owner = $2, active = true, deaths = 2 WHERE id = $1', [
    id,
    randomUUID(),
  ]);
  imports.worker({}, { deaths: 2 });
  expect(await imports.ended(id)).toMatchObject({
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
    return imports.inventory.check(contract, payload, context);
  };
  imports.worker({ check }, { attempts: 2 });
  const id = await imports.start(fileOf(600), { dryRun: true });
  expect(await imports.ended(id)).toMatchObject({ status: 'dry_run', created: 600, bad: 0 });
  expect(failing.size).toBe(0);
  imports.inventory.faults.length = 0;
});

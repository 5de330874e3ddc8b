import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { GetImport } from '#contracts/imports/get-import';
import type { ImportDetails } from '#contracts/imports/import-answers';
import type { ImportFault } from '#contracts/imports/import-events';
import { ListImportErrors } from '#contracts/imports/list-import-errors';
import { StartImport } from '#contracts/imports/start-import';
import type { ItemDetails } from '#contracts/inventory/get-item';
import { ListItems } from '#contracts/inventory/list-items';
import type { ImportParts, OpenImports, OpenImportsOptions } from '#libs/imports';
import { eventually } from '#libs/testing/eventually';
import { TestInventory } from '../inventory.fixture';

/** A chunk of rows takes seconds where other tests keep the machine busy. */
export const PATIENCE_MS = 60_000;
const QUICK = { pollMs: 20, leaseMs: 400, retryMs: 20 } as const;

export const HEADING = 'Artikelnummer;Bezeichnung;Einheit;Mindestbestand';

/** A file of items. */
export const fileOf = (rows: number, name = 'Mehl') =>
  [HEADING, ...Array.from({ length: rows }, (_, n) => `A-${n};${name} ${n};kg;1,5`)].join('\n');

async function* bytesOf(text: string) {
  yield await Promise.resolve(Buffer.from(text));
}

/** Imports of items into one organisation after the other. */
export class TestImports {
  tenantId: string = randomUUID();
  readonly opened: OpenImports[] = [];

  private constructor(readonly inventory: TestInventory) {}

  static async open(): Promise<TestImports> {
    return new TestImports(await TestInventory.open());
  }

  /** Stops the workers, and goes on in another organisation. */
  async next(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((each) => each.stop()));
    this.tenantId = randomUUID();
  }

  async close(): Promise<void> {
    await this.inventory.close();
  }

  worker(through: Partial<ImportParts> = {}, more: Partial<OpenImportsOptions> = {}): OpenImports {
    const made = this.inventory.openImports({ ...QUICK, ...more, through });
    this.opened.push(made);
    made.start();
    return made;
  }

  /** Keeps a file, and gives its id. */
  async file(csv: string): Promise<string> {
    return (await this.inventory.storage.put(this.tenantId, bytesOf(csv), { limit: 20_000_000 })).id;
  }

  async start(csv: string, more: object = {}): Promise<string> {
    const fileId = await this.file(csv);
    return (await this.ask<Created>(StartImport, { kind: 'items', fileId, ...more })).id;
  }

  ask<Answer extends object>(contract: new () => object, payload: object): Promise<Answer> {
    return this.inventory.ask<Answer>(contract, payload, { tenantId: this.tenantId });
  }

  read(importId: string): Promise<ImportDetails> {
    return this.ask<ImportDetails>(GetImport, { importId });
  }

  async errorsOf(importId: string): Promise<readonly ImportFault[]> {
    return (await this.ask<Page<ImportFault>>(ListImportErrors, { importId })).items;
  }

  ended(importId: string): Promise<ImportDetails> {
    return eventually(
      async () => {
        const details = await this.read(importId);
        if (details.status !== 'reading' && details.status !== 'running') return details;
        throw new Error(await this.story(importId, details));
      },
      { timeoutMs: PATIENCE_MS },
    );
  }

  async items(): Promise<readonly ItemDetails[]> {
    await this.inventory.caughtUp();
    return (await this.ask<Page<ItemDetails>>(ListItems, { limit: 200, sort: 'itemNumber' })).items;
  }

  /** For the report of an import that does not end. */
  private async story(importId: string, { guesses: _, ...details }: ImportDetails): Promise<string> {
    const job = await this.inventory.jobs.query(
      `SELECT to_jsonb(job) - 'plan' - 'actor' AS job FROM imports.job WHERE id = $1`,
      [importId],
    );
    return JSON.stringify({ details, jobs: job.rows, faults: this.inventory.faults.map(String) });
  }
}

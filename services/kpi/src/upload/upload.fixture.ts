import { randomUUID } from 'node:crypto';
import type { EventClass } from '#contracts/declare/event';
import { ImportFinished, ImportProgressed, ImportUndone } from '#contracts/imports/import-events';
import type { StartImport } from '#contracts/imports/start-import';
import type { ImportParts, OpenImports } from '#libs/imports';
import { eventually } from '#libs/testing/eventually';
import { commandContext } from '#libs/testing/command-context';
import type { TestKpi } from '../kpi.fixture';

/** Uploads of an organisation, from the file to its end. */
export class TestUploads {
  private readonly opened: OpenImports[] = [];

  constructor(
    private readonly service: TestKpi,
    private readonly tenantId: string,
  ) {}

  worker(through: Partial<ImportParts> = {}): OpenImports {
    const made = this.service.openImports({ pollMs: 20, retryMs: 20, leaseMs: 400, through });
    this.opened.push(made);
    made.start();
    return made;
  }

  async stop(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((each) => each.stop()));
  }

  async start(file: string | Buffer, more: Partial<StartImport> = {}): Promise<string> {
    const { id: fileId } = await this.service.storage.put(this.tenantId, bytesOf(file), { limit: 10_000_000 });
    const [{ imports } = this.worker()] = this.opened;
    return (await imports.start({ kind: 'production', fileId, ...more }, this.by())).answer.id;
  }

  /** The import at its end: what its last pass did. */
  async ended(id: string) {
    const [finished] = await eventually(
      async () => {
        const found = await this.eventsOf(id, ImportFinished);
        if (found.length === 0) throw new Error(`it is not over: ${this.service.faults.map(String).join('; ')}`);
        return found;
      },
      { timeoutMs: 30_000 },
    );
    const all = await this.eventsOf(id, ImportProgressed);
    const rows = all.filter(({ pass }) => pass === all.at(-1)?.pass);
    const effects = rows.flatMap((each) => each.effects);
    const count = (of: string) => effects.filter(({ outcome }) => outcome === of).length;
    const faults = rows.flatMap((each) => each.faults.map(({ record, column, code }) => [record, column, code]));
    const unchanged = rows.reduce((sum, each) => sum + each.unchanged, 0);
    return { ...finished, id, counts: [count('created'), count('changed'), unchanged, faults.length], effects, faults };
  }

  async run(file: string | Buffer, more: Partial<StartImport> = {}) {
    return this.ended(await this.start(file, more));
  }

  async reverted(id: string) {
    await this.opened[0]?.imports.revert({ importId: id }, this.by());
    const undone = await eventually(
      async () => {
        const found = await this.eventsOf(id, ImportUndone);
        if (found.length === 0) throw new Error('not yet');
        return found;
      },
      { timeoutMs: 30_000 },
    );
    return {
      undone: undone.reduce((sum, each) => sum + each.undone, 0),
      kept: undone.flatMap((each) => each.kept.map(({ record, code }) => [record, code])),
    };
  }

  template(kind: string): string {
    const [{ imports } = this.worker()] = this.opened;
    return imports.template(kind, this.by().actor).csv;
  }

  async eventsOf<Data>(id: string, { type }: EventClass<string, Data & object>): Promise<readonly Data[]> {
    const recorded = await this.service.recorded('imports.batch', { tenantId: this.tenantId, id });
    return recorded.flatMap((each) => (each.type === type ? [each.data as Data] : []));
  }

  by(roles = ['manager']) {
    const { tenantId } = this;
    return commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles } });
  }
}

async function* bytesOf(file: string | Buffer) {
  yield await Promise.resolve(Buffer.from(file as string));
}

import { randomUUID } from 'node:crypto';
import type { EventClass } from '#contracts/declare/event';
import { ImportFinished, ImportProgressed, ImportUndone } from '#contracts/imports/import-events';
import type { OpenImports } from '#libs/imports';
import { commandContext, eventually } from '#libs/testing';
import type { TestKpi } from '../kpi.fixture';

/** Uploads of one organisation after the other, carried out in this process. */
export class Uploads {
  private readonly opened: OpenImports;

  constructor(private readonly service: TestKpi) {
    this.opened = service.openImports({ pollMs: 20, retryMs: 20 });
    this.opened.start();
  }

  stop(): Promise<void> {
    return this.opened.stop();
  }

  /** Resolves when all rows are carried out and shown, with what became of them. */
  async run(tenantId: string, kind: string, csv: string): Promise<{ readonly id: string; readonly changes: number }> {
    const { id: fileId } = await this.service.storage.put(tenantId, bytesOf(csv), { limit: 1_000_000 });
    const { answer } = await this.opened.imports.start({ kind, fileId }, this.by(tenantId));
    const { id } = answer;
    await this.first(tenantId, id, ImportFinished);
    const rows = await this.eventsOf(tenantId, id, ImportProgressed);
    const faults = rows.flatMap((each) => each.faults);
    if (faults.length > 0) throw new Error(`rows are bad: ${JSON.stringify(faults)}`);
    await this.service.caughtUp();
    const last = rows.filter(({ pass }) => pass === rows.at(-1)?.pass);
    return { id, changes: last.flatMap(({ effects }) => effects).length };
  }

  async revert(tenantId: string, id: string): Promise<void> {
    await this.opened.imports.revert({ importId: id }, this.by(tenantId));
    await this.first(tenantId, id, ImportUndone);
    await this.service.caughtUp();
  }

  private by(tenantId: string) {
    return commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['manager'] } });
  }

  private async first<Data extends object>(
    tenantId: string,
    id: string,
    type: EventClass<string, Data>,
  ): Promise<void> {
    await eventually(
      async () => {
        if ((await this.eventsOf(tenantId, id, type)).length > 0) return;
        throw new Error(`it is not over: ${this.service.faults.map(String).join('; ')}`);
      },
      { timeoutMs: 20_000 },
    );
  }

  private async eventsOf<Data extends object>(tenantId: string, id: string, { type }: EventClass<string, Data>) {
    const all = await this.service.recorded('imports.batch', { tenantId, id });
    return all.flatMap((each) => (each.type === type ? [each.data as Data] : []));
  }
}

async function* bytesOf(text: string) {
  yield await Promise.resolve(Buffer.from(text));
}

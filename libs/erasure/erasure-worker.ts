import type { Pool } from 'pg';
import { v5 } from 'uuid';
import type { Position } from '#libs/event-log';
import type { Commands, Reservations } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { KEY_TABLES, type Subject, type SubjectKeys } from '#libs/privacy';
import type { TableLayout } from '#libs/read-models';
import { erasure, nextStep, recordStep, type ErasureStep, type StepDone } from './erasure';
import type { ErasureList } from './erasure-list';
import type { ErasureQueue, QueuedErasure } from './erasure-queue';
import type { PersonalStore } from './personal-store';
import { personalTables, redactRows } from './read-model-rows';
import { rewriteTables } from './rewrite-tables';

/** A projection whose rows hold personal data. */
export interface PersonalProjection {
  readonly name: string;
  readonly version: number;
  readonly layouts: readonly TableLayout[];
}

/** `kept`: the login may not clear it. */
export type ClearWal = () => Promise<'cleared' | 'kept'>;

export interface ErasureWorkerOptions {
  readonly service: string;
  /** Every service with tables: an erasure is complete when all have done their part. */
  readonly services: readonly string[];
  readonly queue: ErasureQueue;
  readonly commands: Commands;
  readonly reservations: Pick<Reservations, 'eraseFormer'>;
  readonly keys: Pick<SubjectKeys, 'destroy'>;
  readonly list: ErasureList;
  readonly projections: readonly PersonalProjection[];
  readonly stores: readonly PersonalStore[];
  /** As the projector, with time for long statements. */
  readonly pool: Pool;
  /** Waits until the projections serve everything up to a position. */
  readonly waitFor: (projections: readonly string[], position: Position, timeoutMs: number) => Promise<boolean>;
  /** Drops what this process holds in memory of the subject. */
  readonly forget: (subject: Subject) => void;
  readonly clearWal: ClearWal;
}

const WAIT_MS = 5_000;

/** Projections that fold events of before a position: they may still write what these hold. */
const BEHIND = `
  SELECT FROM engine.slot_progress AS slot
    JOIN unnest($1::text[], $2::int[]) AS wanted (name, version) USING (name, version)
   WHERE slot.role <> 'serving' AND NOT slot.paused AND slot.stopped IS NULL AND slot.position < $3`;

/**
 * A service's part of erasures. Each step may be repeated, and is recorded in the erasure's stream when it is done: a
 * process that takes over continues there. Tables are rewritten, and the write-ahead log is cleared, once for all
 * erasures that have come so far.
 */
export class ErasureWorker {
  constructor(private readonly options: ErasureWorkerOptions) {}

  /** Takes every step that can be taken now. `done`: nothing is left to do; `waiting`: for others, or for a table. */
  async work(signal: AbortSignal): Promise<'done' | 'waiting'> {
    const open = await this.options.queue.open();
    for (const each of open) await this.prepare(each, signal);
    const redacted = await this.at('rewrite', open);
    if (redacted.length > 0 && !signal.aborted) await this.rewrite(redacted);
    const rewritten = await this.at('finish', open);
    if (rewritten.length > 0 && !signal.aborted) await this.finish(rewritten);
    let left = open.length;
    for (const each of await this.at('nothing', open)) {
      await this.options.queue.settle(each);
      left -= 1;
    }
    return left === 0 ? 'done' : 'waiting';
  }

  private async at(step: ErasureStep, open: readonly QueuedErasure[]): Promise<readonly QueuedErasure[]> {
    const steps = await Promise.all(open.map((each) => this.stepOf(each)));
    return open.filter((_, index) => steps[index] === step);
  }

  private async stepOf({ tenantId, subject, stream }: QueuedErasure): Promise<ErasureStep> {
    const { commands, service, services } = this.options;
    const { state } = await commands.state(erasure, tenantId, subject);
    return nextStep(state, service, { owner: ownerOf(stream), services });
  }

  /** Up to the rewriting of tables. */
  private async prepare(queued: QueuedErasure, signal: AbortSignal): Promise<void> {
    const { list, keys, reservations } = this.options;
    while (!signal.aborted) {
      const step = await this.stepOf(queued);
      switch (step) {
        case 'request': {
          const { position: _, ...listed } = queued;
          await list.add(listed);
          break;
        }
        case 'destroy_key':
          await reservations.eraseFormer(queued.stream, this.contextOf(queued, 'reserved'));
          await keys.destroy(queued);
          break;
        case 'redact':
          if (!(await this.redact(queued))) return;
          break;
        case 'rewrite':
        case 'finish':
        case 'wait':
        case 'nothing':
          return;
      }
      await this.record(queued, step);
    }
  }

  /** False while a projection has not come so far. */
  private async redact(queued: QueuedErasure): Promise<boolean> {
    const { pool, stores, forget } = this.options;
    forget(queued);
    if (!(await this.haveFolded(queued))) return false;
    await redactRows(pool, this.layouts, queued);
    for (const store of stores) await store.erase(queued);
    return true;
  }

  /** No projection writes anything of before the erasure any more. */
  private async haveFolded({ position }: QueuedErasure): Promise<boolean> {
    const { pool, projections, waitFor } = this.options;
    if (projections.length === 0) return true;
    const names = projections.map(({ name }) => name);
    if (!(await waitFor(names, position, WAIT_MS))) return false;
    const versions = projections.map(({ version }) => version);
    return (await pool.query(BEHIND, [names, versions, position])).rowCount === 0;
  }

  private async rewrite(redacted: readonly QueuedErasure[]): Promise<void> {
    const { pool, stores } = this.options;
    const tables = await personalTables(pool, this.layouts);
    const others = stores.flatMap((store) => store.tables);
    // Keys that are gone leave the files too.
    await rewriteTables(pool, [...new Set([...tables, ...others, ...KEY_TABLES])]);
    for (const each of redacted) await this.record(each, 'rewrite');
  }

  private async finish(rewritten: readonly QueuedErasure[]): Promise<void> {
    const walKept = (await this.options.clearWal()) === 'kept';
    for (const each of rewritten) await this.record(each, 'finish', walKept);
  }

  private get layouts(): readonly TableLayout[] {
    return this.options.projections.flatMap(({ layouts }) => layouts);
  }

  private contextOf({ tenantId, eventId }: QueuedErasure, name: string): CommandContext {
    return erasureContext(this.options.service, { tenantId, eventId, name });
  }

  private async record(queued: QueuedErasure, step: StepDone['step'], walKept = false): Promise<void> {
    const { service, commands } = this.options;
    const { subject, type: cause } = queued;
    const name = step === 'redact' || step === 'rewrite' ? `${step}/${service}` : step;
    await commands.handle({
      aggregate: erasure,
      id: subject,
      command: { subject, service, step, cause, walKept },
      context: this.contextOf(queued, name),
      decide: recordStep,
      answer: () => ({}),
    });
  }
}

/** The service that has a stream. */
export function ownerOf(stream: string): string {
  return stream.slice(0, stream.indexOf('.'));
}

const DEADLINE_MS = 30_000;

/** Of a step that a service takes by itself. Its ids derive from the event that asked for the erasure. */
export function erasureContext(
  service: string,
  { tenantId, eventId, name }: { readonly tenantId: string; readonly eventId: string; readonly name: string },
): CommandContext {
  const commandId = v5(`erasure/${name}`, eventId);
  return {
    tenantId,
    actor: { id: `service:${service}`, type: 'service', roles: [] },
    requestId: commandId,
    correlationId: eventId,
    causationId: eventId,
    commandId,
    now: new Date().toISOString(),
    deadline: Date.now() + DEADLINE_MS,
  };
}

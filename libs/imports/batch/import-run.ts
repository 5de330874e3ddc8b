import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { declaredImport } from '#contracts/declare/import-declaration';
import {
  ImportFinished,
  ImportProgressed,
  ImportRead,
  ImportReverted,
  ImportUndoRequested,
  ImportUndone,
  type ImportPass,
} from '#contracts/imports/import-events';
import type { CommandContext } from '#libs/identity';
import { ImportFailed } from '../import-failed';
import { rowsNamedBy, type ImportKind } from '../import-kind';
import type { ImportParts } from '../import-parts';
import type { Job, JobTable } from '../job-table';
import type { Source } from '../reading/encoding';
import { surveyFile, type FileReading } from '../reading/file-reading';
import { checkPlans, importCommandId, runPlans, withoutValues } from './chunk-commands';
import { planChunk, plansFromText, plansToText, type ChunkPlan } from './chunk-plan';
import { ChunkReader } from './chunk-reader';
import { findNamedRows } from './named-rows';
import {
  chunksAfter,
  importBatch,
  nextStep,
  type ImportBatch,
  type ImportEvent,
  type ImportStep,
} from './import-batch';
import { StepReader, type Chunk } from './step-reader';
import { undoChunk } from './undo-chunk';

/** Another replica has taken over the import, and continues it. */
export class ImportLost extends Error {
  override readonly name = 'ImportLost';
}

/** Far below the log's limit for an append, which counts metadata too. */
const MAX_TOGETHER_BYTES = 500_000;

/** Events as they are appended: all at once, unless they are large. */
function together(events: readonly ImportEvent[]): readonly ImportEvent[][] {
  const appends: ImportEvent[][] = [];
  let room = 0;
  for (const each of events) {
    const bytes = Buffer.byteLength(JSON.stringify(each.data));
    if (bytes > room) {
      appends.push([]);
      room = MAX_TOGETHER_BYTES;
    }
    appends.at(-1)?.push(each);
    room -= bytes;
  }
  return appends;
}

type ChunksStep = Extract<ImportStep, { readonly do: 'chunks' }>;

const COMMAND_MS = 30_000;
const FILLED_MS = 10_000;
/** A file of personal data waits so long for its dry run to be carried out. */
const DRY_RUN_KEPT_MS = 7 * 86_400_000;

/**
 * One replica's work on one import, step by step. The result of a step is appended at the revision at which the step
 * began: of two replicas at once, one loses. The commands of both have the same ids.
 */
export class ImportRun {
  private reader: StepReader | undefined;
  private reading: FileReading | undefined;
  /** The pass whose read models have caught up. */
  private caughtUp: ImportPass | undefined;
  /** Earlier attempts at the present step, and deaths. */
  private failures: number;

  constructor(
    private readonly job: Job,
    private readonly parts: ImportParts,
    private readonly jobs: Pick<JobTable, 'savePlan' | 'progressed'>,
    private readonly signal: AbortSignal,
  ) {
    this.failures = job.attempts - 1 + job.deaths;
  }

  /**
   * Resolves when no work is left now: to the milliseconds after which there is more, if any.
   * @throws ImportLost; the signal's reason; errors of the infrastructure
   */
  async toTheEnd(): Promise<number | undefined> {
    try {
      for (;;) {
        this.signal.throwIfAborted();
        const { state, revision } = await this.parts.commands.state(importBatch, this.job.tenantId, this.job.id);
        const step = nextStep(state);
        const keptMs = this.keptFor(state);
        if (step.do === 'nothing' && (keptMs === undefined || keptMs > 0)) {
          if (keptMs === undefined) await this.dropFile(state);
          return keptMs;
        }
        const made = step.do === 'nothing' ? [this.expired()] : await this.perform(step, state);
        let at = revision as number;
        for (const each of together(made)) {
          await this.append(each, at);
          at += each.length;
        }
        if (this.failures > 0) await this.jobs.progressed(this.job);
        this.failures = 0;
      }
    } finally {
      await this.reader?.close();
    }
  }

  /** The milliseconds for which a dry run keeps its file; without an end for a file that is not personal. */
  private keptFor({ kind, status, finishedAt }: ImportBatch): number | undefined {
    if (status !== 'dry_run' || !declaredImport(kind)?.isPersonal) return undefined;
    return finishedAt + DRY_RUN_KEPT_MS - this.now();
  }

  /** Personal data of a finished import are in what it made, and nowhere else. */
  private async dropFile({ kind, fileId, status }: ImportBatch): Promise<void> {
    const { id, tenantId } = this.job;
    if (status === 'dry_run' || !declaredImport(kind)?.isPersonal) return;
    await this.parts.storage.discard(tenantId, fileId, id);
  }

  private expired(): ImportEvent {
    return this.failed('EXPIRED', 'Its dry run was not carried out within a week');
  }

  private now(): number {
    return (this.parts.clock ?? Date.now)();
  }

  /** Ends an import that keeps failing, so that others of the organisation get their turn. */
  async giveUp(reason: string): Promise<void> {
    const { state, revision } = await this.parts.commands.state(importBatch, this.job.tenantId, this.job.id);
    if (state.status === 'open') await this.append([this.failed('INTERNAL', reason)], revision as number);
  }

  private async perform(
    step: Exclude<ImportStep, { do: 'nothing' }>,
    batch: ImportBatch,
  ): Promise<readonly ImportEvent[]> {
    const importId = this.job.id;
    switch (step.do) {
      case 'read':
        return this.read(batch);
      case 'chunks':
        return this.chunks(batch, step);
      case 'ask_undo':
        return [event(ImportUndoRequested, { importId, because: 'race' as const })];
      case 'undo': {
        const undone = await undoChunk(batch.runFrom + step.chunk, this.job, this.parts, {
          kind: this.kindOf(batch),
          contextOf: (name, ifMatch) => this.contextOf(name, ifMatch),
          signal: this.signal,
        });
        return [event(ImportUndone, { importId, chunk: step.chunk, ...undone })];
      }
      case 'reverted':
        return [event(ImportReverted, { importId })];
      case 'finish': {
        const { outcome, code = null, reason = null } = step;
        return [event(ImportFinished, { importId, outcome, code, reason })];
      }
    }
  }

  private async read(batch: ImportBatch): Promise<readonly ImportEvent[]> {
    const importId = this.job.id;
    try {
      await this.parts.storage.claim(this.job.tenantId, batch.fileId, this.job.id);
      const { rows, guesses } = await this.readingOf(batch);
      return [event(ImportRead, { importId, rows, guesses })];
    } catch (error) {
      if (error instanceof ImportFailed) {
        const { code, message, guesses } = error;
        const until = guesses.length > 0 ? [event(ImportRead, { importId, rows: 0, guesses })] : [];
        return [...until, this.failed(code, message)];
      }
      if (error instanceof DomainError && error.code === 'NOT_FOUND')
        return [this.failed('FILE_MISSING', error.message)];
      throw error;
    }
  }

  private failed(code: string, reason: string): ImportEvent {
    return event(ImportFinished, { importId: this.job.id, outcome: 'failed', code, reason: reason.slice(0, 500) });
  }

  private async chunks(batch: ImportBatch, step: ChunksStep): Promise<readonly ImportEvent[]> {
    const { pass } = step;
    const kind = this.kindOf(batch);
    const chunks = await this.rowsOf(batch, step);
    const contextOf = (name: string) => this.contextOf(name);
    const { signal, parts } = this;
    const settled = kind.settledByEarlierRows?.codes;
    const options = { signal, slotsTaken: batch.check.slots, settled };
    const results =
      pass === 'check'
        ? await checkPlans(await this.plan(pass, chunks, kind), parts, contextOf, options)
        : await runPlans(await this.keptPlans(chunks, kind), parts, contextOf, signal);
    return results.map((result, index) =>
      event(ImportProgressed, {
        importId: this.job.id,
        pass,
        chunk: step.from + index,
        ...(kind.isPersonal ? withoutValues(result) : result),
      }),
    );
  }

  private async rowsOf(batch: ImportBatch, step: ChunksStep): Promise<readonly Chunk[]> {
    return (await this.readerOf(batch)).read(step, chunksAfter(batch, step.before));
  }

  /** Plans of a kind that looks for nothing follow from the file alone, so they are not kept. */
  private async keptPlans(chunks: readonly Chunk[], kind: ImportKind): Promise<readonly ChunkPlan[]> {
    const looks = rowsNamedBy(kind).length > 0;
    const numbers = chunks.map(({ chunk }) => chunk);
    const kept = looks ? plansFromText(this.job.plan, numbers) : undefined;
    const plans = kept ?? (await this.plan('run', chunks, kind));
    const text = looks ? plansToText(plans) : null;
    if (!kept && !(await this.jobs.savePlan(this.job, text))) throw new ImportLost();
    return plans;
  }

  private async plan(pass: ImportPass, chunks: readonly Chunk[], kind: ImportKind): Promise<readonly ChunkPlan[]> {
    const projections = [...new Set(rowsNamedBy(kind).map(({ projection }) => projection))];
    if (projections.length > 0 && this.caughtUp !== pass) {
      const head = await this.parts.log.head();
      const filled = await this.parts.waitFor(projections, head, FILLED_MS);
      if (!filled) throw new DomainError('SERVICE_UNAVAILABLE', 'The read model is behind');
      this.caughtUp = pass;
    }
    const rows = chunks.flatMap((each) => each.rows);
    const found = await findNamedRows(rows, kind, this.job.tenantId, this.parts);
    return chunks.map((each) => planChunk({ chunk: each.chunk, pass, importId: this.job.id }, each.rows, kind, found));
  }

  private async readerOf(batch: ImportBatch): Promise<StepReader> {
    this.reader ??= new StepReader(
      new ChunkReader(this.sourceOf(batch), await this.readingOf(batch), this.kindOf(batch)),
    );
    return this.reader;
  }

  /** How the file is to be read; to find out takes a pass over all of it. */
  private async readingOf(batch: ImportBatch): Promise<FileReading> {
    const { mapping, codePage, timeZone } = batch;
    const places = { codePage: codePage ?? undefined, timeZone: timeZone ?? undefined };
    const options = { kind: this.kindOf(batch), mapping, ...places };
    this.reading ??= await surveyFile(this.sourceOf(batch), options);
    return this.reading;
  }

  private sourceOf({ fileId }: ImportBatch): Source {
    return async () => (await this.parts.storage.get(this.job.tenantId, fileId)).bytes;
  }

  private kindOf({ kind }: ImportBatch): ImportKind {
    const found = this.parts.kinds.find(({ name }) => name === kind);
    if (!found) throw new Error(`this release of ${this.parts.service} has no import of ${kind}`);
    return found;
  }

  private async append(made: ImportEvent[], revision: number): Promise<void> {
    const context = { ...this.contextWith(randomUUID()), ifMatch: String(revision) };
    try {
      await this.parts.commands.handle({
        aggregate: importBatch,
        id: this.job.id,
        command: undefined,
        context,
        decide: () => made,
        answer: () => undefined,
      });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'PRECONDITION_FAILED') throw new ImportLost();
      throw error;
    }
  }

  private contextOf(name: string, ifMatch?: string): CommandContext {
    const context = this.contextWith(importCommandId(this.job.id, name));
    return ifMatch === undefined ? context : { ...context, ifMatch };
  }

  private contextWith(commandId: string): CommandContext {
    const { id, tenantId, actor } = this.job;
    const now = this.now();
    const caused = { requestId: id, correlationId: id, causationId: id };
    return { tenantId, actor, ...caused, commandId, now: new Date(now).toISOString(), deadline: now + COMMAND_MS };
  }
}

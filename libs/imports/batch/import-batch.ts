import { evolve } from '#contracts/declare/fold';
import {
  CHUNK_ROWS,
  ImportFinished,
  ImportProgressed,
  ImportRead,
  ImportReverted,
  ImportRunRequested,
  ImportStarted,
  ImportUndoRequested,
  ImportUndone,
  type ImportMode,
  type ImportOutcome,
  type ImportPass,
} from '#contracts/imports/import-events';
import type { CodePage, ImportMapping } from '#contracts/imports/import-mapping';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The progress of one pass over the rows. */
export interface PassProgress {
  readonly chunks: number;
  readonly bad: number;
  /** The slots that its rows take. */
  readonly slots: number;
}

/** The state of a batch, folded from its stream. */
export interface ImportBatch {
  readonly status: 'absent' | 'open' | ImportOutcome | 'reverted';
  readonly kind: string;
  readonly fileId: string;
  readonly mode: ImportMode;
  /** Ends after the check of all rows. */
  readonly dryRun: boolean;
  readonly mapping: ImportMapping;
  /** The organisation's at the start. */
  readonly codePage: CodePage | null;
  readonly timeZone: string | null;
  /** Undefined until the file has been read. */
  readonly rows: number | undefined;
  readonly check: PassProgress;
  readonly run: PassProgress;
  /** The revision of the run's first chunk; the others follow it one by one. */
  readonly runFrom: number;
  /** The time of the last end of a pass; epoch milliseconds. */
  readonly finishedAt: number;
  /** The reason of the undo, and the number of chunks undone, from the last. */
  readonly undo: { readonly because: 'revert' | 'race'; readonly chunks: number } | undefined;
}

const NOTHING: PassProgress = { chunks: 0, bad: 0, slots: 0 };

export const importBatch = aggregate(
  'imports.batch',
  (): ImportBatch => ({
    status: 'absent',
    kind: '',
    fileId: '',
    mode: 'all_or_nothing',
    dryRun: false,
    mapping: {},
    codePage: null,
    timeZone: null,
    rows: undefined,
    check: NOTHING,
    run: NOTHING,
    runFrom: 0,
    finishedAt: 0,
    undo: undefined,
  }),
  [
    evolve(ImportStarted, (batch, { data: { kind, fileId, mode, dryRun, mapping, codePage, timeZone } }) => ({
      ...batch,
      status: 'open',
      kind,
      fileId,
      mode,
      dryRun,
      mapping,
      codePage,
      timeZone,
    })),
    evolve(ImportRead, (batch, { data: { rows } }) => ({ ...batch, rows })),
    evolve(ImportProgressed, (batch, { data: { pass, chunk, faults, slots }, revision }) => ({
      ...batch,
      [pass]: {
        chunks: batch[pass].chunks + 1,
        bad: batch[pass].bad + faults.length,
        slots: batch[pass].slots + slots,
      },
      runFrom: pass === 'run' && chunk === 0 ? revision : batch.runFrom,
    })),
    evolve(ImportRunRequested, (batch) => ({ ...batch, status: 'open', dryRun: false, check: NOTHING })),
    evolve(ImportFinished, (batch, { data: { outcome }, occurredAt }) => ({
      ...batch,
      status: outcome,
      finishedAt: Date.parse(occurredAt),
    })),
    evolve(ImportUndoRequested, (batch, { data: { because } }) => ({
      ...batch,
      status: 'open',
      undo: { because, chunks: 0 },
    })),
    evolve(ImportUndone, (batch) => ({
      ...batch,
      undo: batch.undo && { ...batch.undo, chunks: batch.undo.chunks + 1 },
    })),
    evolve(ImportReverted, (batch) => ({ ...batch, status: 'reverted' })),
  ],
);

export type ImportEvent = EventsOf<typeof importBatch>;

/** Chunks that are carried out together. Each is recorded by itself, in their order. */
const CHUNKS_TOGETHER = 10;

/** The next step of a worker on a batch. */
export type ImportStep =
  | { readonly do: 'nothing' }
  | { readonly do: 'read' }
  | { readonly do: 'chunks'; readonly pass: ImportPass; readonly from: number; readonly before: number }
  | { readonly do: 'undo'; readonly chunk: number }
  | { readonly do: 'ask_undo' }
  | { readonly do: 'finish'; readonly outcome: ImportOutcome; readonly code?: string; readonly reason?: string }
  | { readonly do: 'reverted' };

/** Follows from the stream alone, so every replica gets the same answer. */
export function nextStep(batch: ImportBatch): ImportStep {
  if (batch.status !== 'open') return { do: 'nothing' };
  if (batch.rows === undefined) return { do: 'read' };
  if (batch.undo) return undoStep(batch, batch.undo);
  const chunks = Math.ceil(batch.rows / CHUNK_ROWS);
  const isWhole = batch.mode === 'all_or_nothing';
  if ((batch.dryRun || isWhole) && batch.check.chunks < chunks) return chunksStep('check', batch.check, chunks);
  if (batch.dryRun) return { do: 'finish', outcome: 'dry_run' };
  if (isWhole && batch.check.bad > 0) {
    const reason = `${batch.check.bad} of ${batch.rows} rows are bad, so none was imported`;
    return { do: 'finish', outcome: 'failed', code: 'ROWS_BAD', reason };
  }
  // The chunks after a bad row were carried out together with it: they are recorded first, and so undone as well.
  if (isWhole && batch.run.bad > 0 && isWholeStep(batch.run, chunks)) return { do: 'ask_undo' };
  if (batch.run.chunks < chunks) return chunksStep('run', batch.run, chunks);
  return { do: 'finish', outcome: 'done' };
}

/** To the end of the step, which is the same for every replica. */
function chunksStep(pass: ImportPass, { chunks: from }: PassProgress, chunks: number): ImportStep {
  return { do: 'chunks', pass, from, before: stepEnd(from, chunks) };
}

function stepEnd(from: number, chunks: number): number {
  return Math.min((Math.floor(from / CHUNKS_TOGETHER) + 1) * CHUNKS_TOGETHER, chunks);
}

/** The chunks of the same pass after a step, if it has more. */
export function chunksAfter({ rows = 0 }: Pick<ImportBatch, 'rows'>, before: number) {
  const chunks = Math.ceil(rows / CHUNK_ROWS);
  return before < chunks ? { from: before, before: stepEnd(before, chunks) } : undefined;
}

function isWholeStep({ chunks: done }: PassProgress, chunks: number): boolean {
  return done % CHUNKS_TOGETHER === 0 || done === chunks;
}

function undoStep({ run }: ImportBatch, { because, chunks }: NonNullable<ImportBatch['undo']>): ImportStep {
  if (chunks < run.chunks) return { do: 'undo', chunk: run.chunks - 1 - chunks };
  if (because === 'revert') return { do: 'reverted' };
  const reason = 'A row that was good when it was checked was refused later; the rows before it were undone';
  return { do: 'finish', outcome: 'failed', code: 'RACE', reason };
}

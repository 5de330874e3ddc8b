import { DomainError } from '#contracts/errors';
import type { KeptRow, RowEffect } from '#contracts/imports/import-events';
import type { RowsDone } from '#contracts/imports/rows-done';
import { parse } from '#contracts/declare/validation';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ImportKind } from '../import-kind';
import { INFRASTRUCTURE, type ImportParts } from '../import-parts';
import type { Job } from '../job-table';
import { rowCommand, rowsCommand } from './chunk-commands';
import { progressAt } from './recorded-rows';

interface UndoOptions {
  readonly kind: ImportKind;
  readonly contextOf: (name: string, ifMatch?: string) => CommandContext;
  readonly signal: AbortSignal;
}

/** Undoes the chunk recorded at a revision, the last row first. */
export async function undoChunk(
  revision: number,
  job: Job,
  parts: Pick<ImportParts, 'log' | 'codec' | 'execute'>,
  options: UndoOptions,
): Promise<{ readonly undone: number; readonly kept: readonly KeptRow[] }> {
  const kept: KeptRow[] = [];
  let undone = 0;
  const progressed = await progressAt(revision, job, parts);
  if (!progressed) throw new Error(`import ${job.id} has no rows at revision ${revision}`);
  if (options.kind.undoRows) return undoTogether(progressed.effects, job.id, parts, options);
  for (const effect of progressed.effects.toReversed()) {
    options.signal.throwIfAborted();
    if (effect.id === null) continue;
    const code = await undoRow(effect, parts, options);
    if (code === undefined) undone++;
    else kept.push({ record: effect.record, id: effect.id, code });
  }
  return { undone, kept };
}

/** The rows of a kind that undoes many by one command. */
async function undoTogether(
  effects: readonly RowEffect[],
  importId: string,
  { execute }: Pick<ImportParts, 'execute'>,
  { kind, contextOf, signal }: UndoOptions,
): Promise<{ readonly undone: number; readonly kept: readonly KeptRow[] }> {
  const made = effects.flatMap(({ record, outcome, id, revision }) =>
    id === null || revision === null ? [] : [{ record, outcome, id, revision }],
  );
  const idOf = new Map(made.map(({ record, id }) => [record, id]));
  const kept: KeptRow[] = [];
  for (const { contract, payload, records } of kind.undoRows?.(made, importId) ?? []) {
    signal.throwIfAborted();
    const context = contextOf(`undo/${rowsCommand(records[0] ?? 0, records.length - 1)}`);
    const { answer } = await execute(contract, parse(contract, payload), context);
    for (const [at, { outcome, code }] of (answer as RowsDone).rows.entries()) {
      const record = records[at] as number;
      if (outcome === 'bad') kept.push({ record, id: idOf.get(record) as string, code: code ?? 'CONFLICT' });
    }
  }
  return { undone: made.length - kept.length, kept };
}

/** The reason why it was kept, or undefined. A thing changed since is at another revision, and its undo is refused. */
async function undoRow(
  { record, outcome, id, revision, changes }: RowEffect,
  { execute }: Pick<ImportParts, 'execute'>,
  { kind, contextOf }: UndoOptions,
): Promise<string | undefined> {
  const { commandId } = contextOf(rowCommand(record));
  const newId = (name: string) => newIdOf(commandId, name);
  const command = kind.undo({ outcome, id: id as string, revision: revision as number, commandId, newId, changes });
  if (!command) return 'NOT_REVERSIBLE';
  const { contract, payload } = command;
  try {
    const ifMatch = kind.undoesInAnyState ? undefined : String(revision);
    await execute(contract, parse(contract, payload), contextOf(`undo/${record}`, ifMatch));
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || INFRASTRUCTURE.has(error.kind)) throw error;
    return error.code;
  }
}

import { DomainError } from '#contracts/errors';
import type { KeptRow, RowEffect } from '#contracts/imports/import-events';
import { parse } from '#contracts/declare/validation';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ImportKind } from '../import-kind';
import { INFRASTRUCTURE, type ImportParts } from '../import-parts';
import type { Job } from '../job-table';
import { rowCommand } from './chunk-commands';
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
  for (const effect of progressed.effects.toReversed()) {
    options.signal.throwIfAborted();
    if (effect.id === null) continue;
    const code = await undoRow(effect, parts, options);
    if (code === undefined) undone++;
    else kept.push({ record: effect.record, id: effect.id, code });
  }
  return { undone, kept };
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

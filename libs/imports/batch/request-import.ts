import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { ImportRunRequested, ImportStarted, ImportUndoRequested } from '#contracts/imports/import-events';
import type { CodePage, ImportMapping } from '#contracts/imports/import-mapping';
import type { StartImport } from '#contracts/imports/start-import';
import type { Given } from '#libs/event-sourcing';
import type { ImportBatch, ImportEvent } from './import-batch';

/** The mapping, looked up if the command names a saved one; what the file is read by besides is the organisation's. */
export interface ReadingFacts {
  readonly mapping: ImportMapping;
  readonly codePage: CodePage | null;
  readonly timeZone: string | null;
}

export function startImport(command: StartImport, { status }: ImportBatch, given: Given<ReadingFacts>): ImportEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This import is there already');
  const { kind, fileId, mode = 'all_or_nothing', dryRun = false } = command;
  const importId = given.newId('import');
  return [event(ImportStarted, { importId, kind, fileId, mode, dryRun, ...given.facts })];
}

export function runImport({ importId }: { readonly importId: string }, { status }: ImportBatch): ImportEvent[] {
  if (status === 'absent') throw noImport();
  if (status !== 'dry_run') throw new DomainError('CONFLICT', 'An import is run after its dry run');
  return [event(ImportRunRequested, { importId })];
}

export function revertImport({ importId }: { readonly importId: string }, batch: ImportBatch): ImportEvent[] {
  if (batch.status === 'absent') throw noImport();
  if (batch.status === 'reverted' || batch.undo?.because === 'revert') return [];
  if (batch.status === 'open') throw new DomainError('CONFLICT', 'This import is under way');
  if (batch.status !== 'done') throw new DomainError('NOT_REVERSIBLE', 'This import has made nothing');
  return [event(ImportUndoRequested, { importId, because: 'revert' as const })];
}

export function noImport(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such import');
}

import type { ImportedRow, ImportedRows } from '#contracts/imports/get-import-rows';
import { CHUNK_ROWS, type ImportProgressed } from '#contracts/imports/import-events';
import { streamName, type Position } from '#libs/event-log';
import type { ImportParts } from '../import-parts';
import type { RowInFile } from '../rows-in-file';
import { importBatch } from './import-batch';

/** The result of a chunk, recorded at a revision of the import's stream. */
export async function progressAt(
  revision: number,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  { log, codec }: Pick<ImportParts, 'log' | 'codec'>,
): Promise<ImportProgressed | undefined> {
  const stream = streamName(importBatch.category, tenantId, id);
  for await (const recorded of log.readStream(stream, { from: revision, limit: 1 })) {
    const [decoded] = await codec.decode([recorded]);
    if (decoded?.type === 'ImportProgressed') return decoded.data as ImportProgressed;
  }
  return undefined;
}

/** The log's position of an event of the import's stream. Everything that the import had made by then comes before it in the log. */
export async function positionAt(
  revision: number,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  { log }: Pick<ImportParts, 'log'>,
): Promise<Position | undefined> {
  const stream = streamName(importBatch.category, tenantId, id);
  for await (const { position } of log.readStream(stream, { from: revision, limit: 1 })) return position;
  return undefined;
}

/** The chunk of a record, from 0. */
export function chunkOf(record: number): number {
  return Math.floor((record - 1) / CHUNK_ROWS);
}

/**
 * The rows of a chunk from a record on: those that it does not name are unchanged. `seen`: the rows of the pass so far.
 * `inFile`: lines and values, by the record.
 */
export function rowsFrom(
  from: number,
  { chunk, effects, faults, unchanged }: ImportProgressed,
  { seen, inFile }: { readonly seen: number; readonly inFile: ReadonlyMap<number, RowInFile> },
): ImportedRows {
  const [first, count] = [chunk * CHUNK_ROWS + 1, effects.length + faults.length + unchanged];
  const named = new Map<number, Partial<ImportedRow>>();
  for (const { record, outcome, id, changes } of effects) {
    const made = outcome === 'created' && changes.length === 0 ? inFile.get(record)?.values : undefined;
    named.set(record, { outcome, id, changes: made ?? changes });
  }
  for (const { record, ...fault } of faults) named.set(record, { outcome: 'bad', ...fault });
  const items: ImportedRow[] = [];
  for (let record = Math.max(first, from); record < first + count; record++) {
    const line = inFile.get(record)?.line ?? null;
    items.push({ ...UNCHANGED, record, line, ...named.get(record) });
  }
  const next = first + count;
  return { items, next: next <= seen ? next : null };
}

const UNCHANGED = {
  outcome: 'unchanged',
  id: null,
  changes: [],
  column: null,
  value: null,
  code: null,
  reason: null,
} as const;

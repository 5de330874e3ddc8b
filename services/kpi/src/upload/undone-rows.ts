import { rowDone, type RowDone } from '#contracts/imports/rows-done';
import type { EditResult } from '#contracts/kpi/edit-production';

/** What became of entries in an undo: of one that was changed several times, whether all of it was put back. */
export function undoneRows(
  entryIds: ReadonlySet<string>,
  results: readonly EditResult[],
): ReadonlyMap<string, RowDone> {
  const kept = new Map(results.flatMap((each) => (each.outcome === 'refused' && each.id ? [[each.id, each]] : [])));
  return new Map(
    [...entryIds].map((id): [string, RowDone] => {
      const refused = kept.get(id);
      if (!refused) return [id, rowDone('changed', { id })];
      return [id, { ...rowDone('unchanged', { id }), outcome: 'bad', code: refused.code, reason: refused.message }];
    }),
  );
}

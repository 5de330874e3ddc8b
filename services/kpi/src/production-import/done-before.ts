import { badRow, rowDone, type RowDone } from '#contracts/imports/rows-done';
import { DomainError } from '#contracts/errors';
import { identityOf, outputChanges } from './imported-entry';
import type { RowsOfDay } from './import-entries';
import type { LineDay, LineDayEvent } from '../line-day/line-day';

/**
 * What became of the rows of a day that was decided before the import was cut off. Its events say what they made; a row
 * without one was unchanged where its entry is there, and refused where it is not.
 */
export function doneBefore(
  { rows }: RowsOfDay,
  events: readonly LineDayEvent[],
  day: LineDay,
): ReadonlyMap<number, RowDone> {
  const made = events.flatMap((each) =>
    each.type === 'ProductionRecorded' || each.type === 'ProductionCorrected' ? [each] : [],
  );
  return new Map(
    rows.map(({ at, entryId, identity, row }): [number, RowDone] => {
      const own =
        made.find(({ data }) => data.entryId === entryId) ??
        (row.id === undefined ? made.find(({ data }) => identityOf(data.output) === identity) : undefined);
      if (!own) return [at, isThere(day, entryId, identity) ? rowDone('unchanged') : REFUSED];
      const { data } = own;
      if (own.type === 'ProductionRecorded') return [at, rowDone('created', { id: data.entryId })];
      return [at, rowDone('changed', { id: data.entryId, changes: outputChanges(own.data.before, data.output) })];
    }),
  );
}

const REFUSED = badRow(new DomainError('CONFLICT', 'It was refused when the rows beside it were carried out'));

function isThere({ entries }: LineDay, entryId: string, identity: string): boolean {
  if (entries.get(entryId)?.value) return true;
  return [...entries.values()].some(({ value }) => value && identityOf(value) === identity);
}

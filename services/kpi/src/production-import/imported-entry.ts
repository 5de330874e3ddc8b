import { v5 } from 'uuid';
import type { FieldChange } from '#contracts/imports/import-events';
import type { ProductionOutput } from '#contracts/kpi/production-events';
import { foldedText } from '#contracts/values/text-folding';

/** What identifies an entry within its line and date; of a run, its start also stands for the date. */
export type EntryIdentity = Pick<ProductionOutput, 'shift' | 'from' | 'product' | 'order'>;

/** Equal for entries that a file cannot tell apart: shift and product count in any case. */
export function identityOf({ shift, from, product, order }: EntryIdentity): string {
  return JSON.stringify([from ?? foldedText(shift ?? ''), foldedText(product), order]);
}

/** The id of the entry that a row makes: UUIDv5, for good. `date`: of an entry of a shift. */
export function importedEntryId(lineId: string, date: string | null, identity: string): string {
  return v5(`production/${date ?? ''}/${identity}`, lineId);
}

const FIELDS = ['shift', 'from', 'to', 'product', 'good', 'rework', 'scrap', 'order', 'people', 'hours'] as const;

/** The fields of an output that differ, in the order of the file's kind. */
export function outputChanges(before: ProductionOutput, after: ProductionOutput): readonly FieldChange[] {
  return FIELDS.flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, from: textOf(before[field]), to: textOf(after[field]) }],
  );
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

import type { FieldChange } from '#contracts/imports/import-events';

/** The longest value that a change shows. */
const SHOWN = 200;

/** The fields of a thing that differ, with both values. */
export function fieldChanges(before: object, after: object): readonly FieldChange[] {
  const former = new Map(Object.entries(before));
  return Object.entries(after).flatMap(([field, value]): FieldChange[] => {
    const [from, to] = [textOf(former.get(field)), textOf(value)];
    return from === to ? [] : [{ field, from: from?.slice(0, SHOWN) ?? null, to: to?.slice(0, SHOWN) ?? null }];
  });
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

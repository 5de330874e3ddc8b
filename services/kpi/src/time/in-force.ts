/**
 * The row that counts for a business date: the one with the latest `validFrom` on or before it, and of two for one date the
 * one recorded later. Rows are in the order of recording.
 */
export function inForce<Row extends { readonly validFrom: string }>(
  rows: readonly Row[],
  date: string,
): Row | undefined {
  let found: Row | undefined;
  for (const row of rows) {
    if (row.validFrom <= date && row.validFrom >= (found?.validFrom ?? '')) found = row;
  }
  return found;
}

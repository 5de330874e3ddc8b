/** A closed period as it was set once: when (ISO 8601 UTC), and its last business date; null: none. */
export type Closing = readonly [at: string, through: string | null];

/** Since when a business date has been closed without a break; null: it is open. */
export function closedSince(closings: readonly Closing[], date: string): string | null {
  const open = closings.findLastIndex(([, through]) => through === null || through < date);
  return closings[open + 1]?.[0] ?? null;
}

/** The closings of a line, or of all lines. */
export interface ClosedPeriod {
  /** Null: all lines. */
  readonly lineId: string | null;
  readonly closings: readonly Closing[];
}

/** Since when a date of a line is closed, by its own period or that of all lines; without a line by the latter alone. */
export function closedAt(
  periods: readonly ClosedPeriod[],
  { lineId, date }: { readonly lineId: string | null; readonly date: string },
): string | null {
  const own = periods.filter((period) => period.lineId === null || period.lineId === lineId);
  const moments = own.flatMap(({ closings }) => closedSince(closings, date) ?? []);
  return moments.toSorted()[0] ?? null;
}

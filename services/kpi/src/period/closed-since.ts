/** A closed period as it was set once: when (ISO 8601 UTC), and its last business date; null: none. */
export type Closing = readonly [at: string, through: string | null];

/** Since when a business date has been closed without a break; null: it is open. */
export function closedSince(closings: readonly Closing[], date: string): string | null {
  const open = closings.findLastIndex(([, through]) => through === null || through < date);
  return closings[open + 1]?.[0] ?? null;
}

/** When to order, and how much. Quantities in thousandths of the stock unit. */
export interface ReorderPolicy {
  /** Null: the item is never suggested. */
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly packSize: bigint | null;
  readonly reorderQuantity: bigint | null;
}

/** Whether an item with so much projected stock is to be ordered. */
export function needsOrder({ min }: Pick<ReorderPolicy, 'min'>, projected: bigint): boolean {
  return min !== null && projected <= min;
}

/**
 * The quantity that lifts the projected stock to the maximum, in whole packs; without a maximum the smallest multiple of
 * the reorder quantity that lifts it above the minimum. Null where neither is set. Only for an item that is due.
 */
export function suggestedQuantity(policy: ReorderPolicy, projected: bigint): bigint | null {
  const { min, max, packSize, reorderQuantity } = policy;
  if (max !== null) return raised(max > projected ? max - projected : 0n, packSize);
  if (reorderQuantity === null || min === null) return null;
  const missing = min - projected;
  return (missing / reorderQuantity + 1n) * reorderQuantity;
}

/** A quantity raised to a whole number of packs. */
export function raised(quantity: bigint, pack: bigint | null): bigint {
  if (pack === null || pack === 0n) return quantity;
  return ((quantity + pack - 1n) / pack) * pack;
}

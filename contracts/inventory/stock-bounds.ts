import { quantityUnits } from '../values/amounts';
import type { FieldError } from '../errors';

/** An item's reorder point, and the level to order up to; null or absent for no such bound. */
export interface StockBounds {
  readonly min?: string | null;
  readonly max?: string | null;
}

/** The level to order up to cannot be below the reorder point. */
export function isMaxBelowMin({ min = null, max = null }: StockBounds): boolean {
  return min !== null && max !== null && quantityUnits(max) < quantityUnits(min);
}

/** The same as a rule of a request that has both. */
export function maxBelowMin(bounds: StockBounds): FieldError | undefined {
  return isMaxBelowMin(bounds) ? { pointer: '/max', code: 'RANGE', message: 'must be at least min' } : undefined;
}

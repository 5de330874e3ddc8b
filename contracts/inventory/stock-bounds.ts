import { quantityUnits } from '../values/amounts';
import type { FieldError } from '../errors';

/** What an item is reordered at, and up to; null or absent where there is no such bound. */
export interface StockBounds {
  readonly min?: string | null;
  readonly max?: string | null;
}

/** What is reordered up to cannot be less than what it is reordered at. */
export function isMaxBelowMin({ min = null, max = null }: StockBounds): boolean {
  return min !== null && max !== null && quantityUnits(max) < quantityUnits(min);
}

/** The same as a rule of a request that says both. */
export function maxBelowMin(bounds: StockBounds): FieldError | undefined {
  return isMaxBelowMin(bounds) ? { pointer: '/max', code: 'RANGE', message: 'must be at least min' } : undefined;
}

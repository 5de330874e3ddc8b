import { quantityUnits } from '../amounts';
import type { FieldError } from '../errors';

/** At which stock an item is reordered, and up to which. */
export interface ReorderLevels {
  readonly min?: string | null;
  readonly max?: string | null;
}

/** What is reordered up to cannot be less than what it is reordered at. */
export function maxBelowMin({ min = null, max = null }: ReorderLevels): FieldError | undefined {
  if (min === null || max === null || quantityUnits(max) >= quantityUnits(min)) return undefined;
  return { pointer: '/max', code: 'RANGE', message: 'must be at least min' };
}

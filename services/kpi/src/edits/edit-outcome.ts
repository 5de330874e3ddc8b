import { DomainError, faultAt, type ErrorKind } from '#contracts/errors';
import type { EditedRow } from '#contracts/kpi/edited-row';
import type { EditOutcome } from '#contracts/kpi/production-batch-events';

/** The outcome of one edit; a refused one has the values that are there. */
export interface Edited<Shown extends object> extends EditedRow {
  readonly current: Shown | null;
  readonly left: Shown | null;
}

export function editTaken(outcome: Exclude<EditOutcome, 'refused'>, id: string | null): Edited<never> {
  return { id, outcome, code: null, message: null, current: null, left: null };
}

/** Refusals that are the outcome of one edit. */
const OUTCOMES: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'rule',
  'conflict',
  'not_found',
  'forbidden',
  'malformed',
]);

/** The longest message of an outcome. */
const MESSAGE = 300;

/** @throws any other error */
export function editRefused<Shown extends object>(
  error: unknown,
  id: string | null,
  { current = null, left = null }: Partial<Pick<Edited<Shown>, 'current' | 'left'>> = {},
): Edited<Shown> {
  if (!(error instanceof DomainError) || !OUTCOMES.has(error.kind)) throw error;
  return { id, outcome: 'refused', code: error.code, message: error.message.slice(0, MESSAGE), current, left };
}

/** A field of an edit that cannot be so. */
export function wrongChoice(pointer: string, message: string): DomainError {
  return faultAt('VALIDATION_FAILED', pointer, message, 'CHOICE');
}

/**
 * An edit of somebody who has seen other values is not carried out.
 * @throws DomainError `CONFLICT`
 */
export function refuseUnseen(expected: object | undefined, current: object, noun: string): void {
  const seen = Object.entries(expected ?? {}).filter(([, value]) => value !== undefined);
  const values = new Map<string, unknown>(Object.entries(current));
  if (seen.every(([field, value]) => isSameValue(value, values.get(field)))) return;
  throw new DomainError('CONFLICT', `Somebody has changed the ${noun} since`);
}

/** Of values as JSON has them. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const values = new Map<string, unknown>(Object.entries(other));
  const own = Object.entries(one);
  return own.length === values.size && own.every(([field, value]) => isSameValue(value, values.get(field)));
}

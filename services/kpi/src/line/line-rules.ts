import { faultAt } from '#contracts/errors';
import { foldedText } from '#contracts/values/text-folding';
import type { LineParts, Lines } from './line';

/** The location that a line is to be at: none was named, or it is there or not. */
export interface LineFacts {
  readonly hasLocation: boolean;
}

/**
 * A code is unique in the organisation, and an area has one constraint at most. `id`: the line itself.
 * @throws DomainError
 */
export function refuseClash({ byId, idByCode }: Lines, { code, area, constraint }: LineParts, id?: string): void {
  const holder = idByCode.get(foldedText(code));
  if (holder !== undefined && holder !== id) throw faultAt('DUPLICATE', '/code', 'is taken');
  if (!constraint) return;
  if (area === null)
    throw faultAt('VALIDATION_FAILED', '/constraint', 'needs an area that the line stands for', 'CHOICE');
  for (const [otherId, other] of byId) {
    if (otherId === id || !other.constraint || other.area === null) continue;
    if (foldedText(other.area) !== foldedText(area)) continue;
    throw faultAt('CONFLICT', '/constraint', `is true for ${other.code}, which stands for the area`);
  }
}

/** @throws DomainError `NOT_FOUND` */
export function refuseMissingLocation({ hasLocation }: LineFacts): void {
  if (!hasLocation) throw faultAt('NOT_FOUND', '/locationId', 'is no location here');
}

/**
 * The line that a request names, if it names one.
 * @throws DomainError `NOT_FOUND`
 */
export function refuseMissingLine({ byId }: Lines, lineId: string | undefined, pointer = '/lineId'): void {
  if (lineId !== undefined && !byId.has(lineId)) throw faultAt('NOT_FOUND', pointer, 'is no line here');
}

/**
 * Of edits, each may name one.
 * @throws DomainError `NOT_FOUND`
 */
export function refuseMissingLines(lines: Lines, edits: readonly { readonly lineId?: string | null }[]): void {
  for (const [at, { lineId }] of edits.entries()) refuseMissingLine(lines, lineId ?? undefined, `/edits/${at}/lineId`);
}

/**
 * The id of the line with a code, in any case.
 * @throws DomainError `NOT_FOUND`
 */
export function lineNamed(code: string, { idByCode }: Lines): string {
  const lineId = idByCode.get(foldedText(code));
  if (lineId === undefined) throw faultAt('NOT_FOUND', '/line', 'is no line here');
  return lineId;
}

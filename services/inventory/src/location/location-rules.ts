import { DomainError, type ErrorCode } from '#contracts/errors';
import { foldedText } from '#contracts/values/text-folding';
import type { Locations } from './location';

/** A code is unique in the organisation, in any case. `id`: the location that may have it. */
export function refuseTaken({ idByCode }: Locations, code: string, id?: string): void {
  const holder = idByCode.get(foldedText(code));
  if (holder !== undefined && holder !== id) throw faultIn('DUPLICATE', 'code', 'is taken');
}

export function faultIn(code: ErrorCode, field: string, message: string): DomainError {
  const pointer = `/${field}`;
  return new DomainError(code, `${pointer} ${message}`, {}, [{ pointer, code, message }]);
}

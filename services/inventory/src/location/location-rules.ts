import { faultAt } from '#contracts/errors';
import { foldedText } from '#contracts/values/text-folding';
import type { Locations } from './location';

/** A code is unique in the organisation, in any case. `id`: the location that may have it. */
export function refuseTaken({ idByCode }: Locations, code: string, id?: string): void {
  const holder = idByCode.get(foldedText(code));
  if (holder !== undefined && holder !== id) throw faultAt('DUPLICATE', '/code', 'is taken');
}

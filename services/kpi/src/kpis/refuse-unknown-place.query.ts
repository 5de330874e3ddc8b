import type { EntityManager } from 'typeorm';
import { faultAt } from '#contracts/errors';
import { foldedText } from '#contracts/values/text-folding';
import type { KnownSetup } from '../line-sums/setup-history';
import { knownSetup } from './known-setup.query';

interface Place {
  readonly lineId?: string;
  readonly area?: string;
}

/**
 * A list of nothing is right for a filter that nothing passes; a figure would tell a wrong reason for it. What was not known
 * at the moment of the question and is there now is no slip.
 * @throws DomainError `NOT_FOUND`
 */
export async function refuseUnknownPlace(
  asked: Place,
  setup: KnownSetup,
  { tenantId, rows }: { readonly tenantId: string; readonly rows: EntityManager },
): Promise<void> {
  if (unknownIn(asked, setup) === undefined) return;
  const present = await knownSetup({ tenantId, knownAt: new Date().toISOString() }, rows, ['line']);
  const unknown = unknownIn(asked, present);
  if (unknown === 'lineId') throw faultAt('NOT_FOUND', '?lineId', 'is no line here');
  if (unknown === 'area') throw faultAt('NOT_FOUND', '?area', 'is no area of a line here');
}

function unknownIn({ lineId, area }: Place, { lines }: KnownSetup): keyof Place | undefined {
  if (lineId !== undefined && !lines.has(lineId)) return 'lineId';
  if (area === undefined) return undefined;
  const isThere = [...lines.values()].some((line) => line.area !== null && foldedText(line.area) === foldedText(area));
  return isThere ? undefined : 'area';
}

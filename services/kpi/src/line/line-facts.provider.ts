import { locationFacts } from '#contracts/inventory/location-facts';
import type { FactsGiven } from '#libs/runtime';
import type { LineFacts } from './line-rules';

/** Whether the location that a command names is there; true where it names none. */
export async function lineFacts(
  { locationId }: { readonly locationId?: string | null },
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<LineFacts> {
  if (locationId === undefined || locationId === null) return { hasLocation: true };
  const { state } = await lookup.state(locationFacts, tenantId, tenantId);
  return { hasLocation: state.has(locationId) };
}

import type { FactsGiven } from '#libs/runtime';
import { linesOf } from '../line/line';
import type { SetupFacts } from './closed-setup';
import { kpiPeriodsOf } from './kpi-periods';

/** The lines and the closed periods at this moment. */
export async function setupFacts(
  _: object,
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<SetupFacts> {
  const [lines, periods] = await Promise.all([linesOf(tenantId, lookup), kpiPeriodsOf(tenantId, lookup)]);
  return { lines, periods };
}

import type { FactsGiven } from '#libs/runtime';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { scheduleFacts } from '../report/report-facts.provider';
import type { TargetFacts } from './set-kpi-target';

/** The lines, users and closed periods at this moment. */
export async function targetFacts(
  _: object,
  given: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<TargetFacts> {
  const { context, lookup } = given;
  const [named, periods] = await Promise.all([scheduleFacts(_, given), kpiPeriodsOf(context.tenantId, lookup)]);
  return { ...named, periods };
}

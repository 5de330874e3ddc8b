import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { FactsGiven } from '#libs/runtime';
import { linesOf } from '../line/line';
import type { PeriodFacts } from './set-kpi-period';

/** The lines, and today in the zone of the organisation. */
export async function periodFacts(
  _: object,
  { context: { tenantId, now }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<PeriodFacts> {
  const [lines, { state: organization }] = await Promise.all([
    linesOf(tenantId, lookup),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  return { lines, today: localDate(now, organization.timeZone) };
}

import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { FactsGiven } from '#libs/runtime';
import { latestDate } from '../line-day/business-date';
import { kpiPeriodsOf } from '../period/kpi-periods';
import type { WipJob } from './wip-job';
import type { WipJobFacts } from './wip-job-rules';

export async function wipJobFacts(
  _: object,
  { id, context: { tenantId, now }, lookup }: Pick<FactsGiven<WipJob>, 'id' | 'context' | 'lookup'>,
): Promise<WipJobFacts> {
  const [periods, { state: organization }] = await Promise.all([
    kpiPeriodsOf(tenantId, lookup),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  const { timeZone } = organization;
  return { jobId: id, periods, timeZone, latestDate: latestDate(now, timeZone) };
}

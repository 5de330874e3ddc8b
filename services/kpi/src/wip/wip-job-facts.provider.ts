import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { FactsGiven } from '#libs/runtime';
import { kpiPeriodsOf } from '../period/kpi-periods';
import type { WipJob } from './wip-job';
import type { WipJobFacts } from './wip-job-rules';

export async function wipJobFacts(
  _: object,
  { id, context: { tenantId }, lookup }: Pick<FactsGiven<WipJob>, 'id' | 'context' | 'lookup'>,
): Promise<WipJobFacts> {
  const [periods, { state: organization }] = await Promise.all([
    kpiPeriodsOf(tenantId, lookup),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  return { jobId: id, periods, timeZone: organization.timeZone };
}

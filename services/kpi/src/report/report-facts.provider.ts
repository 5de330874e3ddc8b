import { memberAccess, membersWith, type MemberAccess } from '#contracts/auth/member-access';
import { memberAddresses } from '#contracts/auth/member-addresses';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { Lookup } from '#libs/event-sourcing';
import type { FactsGiven } from '#libs/runtime';
import { linesOf } from '../line/line';
import { latestDue } from './due-rule.provider';
import type { ReportFacts } from './report-schedule-rules';
import { reportSchedulesOf } from './report-schedules';
import type { RequestFacts } from './request-report';

/** The things that a schedule may name. */
export async function scheduleFacts(
  _: object,
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<ReportFacts> {
  const { state: members } = await lookup.state(memberAddresses, tenantId, tenantId);
  const { state: access } = await lookup.state(memberAccess, tenantId, tenantId);
  return { lines: await linesOf(tenantId, lookup), users: new Set(members.keys()), readers: readersOnceActive(access) };
}

/** With those who are invited: they read once they have accepted. */
function readersOnceActive({ holders, customRoles }: MemberAccess): ReadonlySet<string> {
  const active = [...holders].map(([id, holder]) => [id, { ...holder, isActive: true }] as const);
  return membersWith({ holders: new Map(active), customRoles }, 'kpi.read');
}

/** A schedule as it is now, and when it was due last by the clocks of its organisation. */
export async function requestFacts(
  { scheduleId }: { readonly scheduleId: string },
  { tenantId, now }: { readonly tenantId: string; readonly now: string },
  lookup: Lookup,
): Promise<RequestFacts> {
  const schedule = (await reportSchedulesOf(tenantId, lookup)).get(scheduleId);
  const { timeZone } = (await lookup.state(organizationFacts, tenantId, tenantId)).state;
  return { schedule, today: localDate(now, timeZone), latest: schedule ? latestDue(schedule, timeZone, now) : null };
}

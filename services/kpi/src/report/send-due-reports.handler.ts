import type { DueReports, SendDueReports } from '#contracts/kpi/send-due-reports';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { newIdOf } from '#libs/event-sourcing';
import { ownContext, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { KpiParts } from '../kpi.provider';
import { latestDue, type ReportTiming } from './due-rule.provider';
import { requestFacts } from './report-facts.provider';
import { ReportScheduleRow } from './report-schedule.entity';
import { reports } from './reports';
import { requestDueReport } from './request-report';

type Timed = Pick<ReportScheduleRow, 'tenantId' | 'scheduleId' | 'timedAt' | 'dueOn'> & ReportTiming;

/**
 * The rows only tell which schedules are worth a look: their streams decide. One that fails keeps no other from being
 * requested, and is requested in a minute; its error is thrown at the end.
 */
export async function sendDueReports(
  _command: SendDueReports,
  context: CommandContext,
  parts: KpiParts,
): Promise<Outcome<DueReports>> {
  const rows = (await parts.platformReader.query((all) =>
    all.find(ReportScheduleRow, { order: { tenantId: 'ASC', scheduleId: 'ASC' } }),
  )) as readonly Timed[];
  const failures: unknown[] = [];
  let requested = 0;
  for (const row of rows) {
    try {
      if (await requestIfDue(row, context, parts)) requested++;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { answer: { requested } };
}

async function requestIfDue(row: Timed, given: CommandContext, { commands }: KpiParts): Promise<boolean> {
  const { tenantId, scheduleId, timedAt, dueOn } = row;
  const { state: organization } = await commands.state(organizationFacts, tenantId, tenantId);
  if (organization.status !== 'active') return false;
  const { on, at } = latestDue(row, organization.timeZone, given.now);
  if (at <= timedAt || (dueOn !== null && on <= dueOn)) return false;
  const { result } = await commands.handle({
    aggregate: reports,
    id: scheduleId,
    command: { scheduleId },
    context: { ...ownContext(given), tenantId, commandId: newIdOf(given.commandId, `report/${scheduleId}`) },
    facts: requestFacts,
    decide: requestDueReport,
    answer: (_, { events }) => events.length > 0,
  });
  return result;
}

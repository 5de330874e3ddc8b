import type { Taken } from '#contracts/auth/taken';
import { refuse } from '#contracts/errors';
import type { UnsubscribeReport } from '#contracts/kpi/unsubscribe-report';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { KpiParts } from '../kpi.provider';
import { reportSchedules } from './report-schedules';
import { unsubscribe } from './write-report-schedule';

/** @throws DomainError `LINK_INVALID` for a token that no mail held */
export async function unsubscribeReport(
  { token }: UnsubscribeReport,
  context: CommandContext,
  { commands, reportLinks }: KpiParts,
): Promise<Outcome<Taken>> {
  const subscription = (await reportLinks.subscriptionOf(token)) ?? refuse('LINK_INVALID');
  const { tenantId, userId } = subscription;
  const { position } = await commands.handle({
    aggregate: reportSchedules,
    id: tenantId,
    command: subscription,
    // Whoever holds the link acts as its reader: the address that they come from is that person's.
    context: { ...context, tenantId, actor: { id: userId, type: 'user', roles: [] } },
    decide: unsubscribe,
    answer: () => ({}),
  });
  return { answer: {}, ...(position !== undefined && { position }) };
}

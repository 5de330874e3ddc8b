import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { MakeReport } from '#contracts/kpi/make-report';
import { isInconclusive, newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { Storage } from '#libs/storage';
import type { KpiParts } from '../kpi.provider';
import { reportInput } from './compose-report.provider';
import { reportContent, type ReportInput } from './report-content';
import { reportSchedules } from './report-schedules';
import { KEPT_REPORTS, reports } from './reports';
import { settleReport, type Settled } from './request-report';
import { reportOf, storeReport, type StoredReport } from './stored-report.store';

/** Its content or its charts could not be made: the figures are there. */
const NOT_RENDERED = 'REPORT_NOT_RENDERED';

/**
 * Once for each report: a repetition finds it settled. What does not answer now is asked again; what cannot be made is
 * recorded, and told to the owner.
 */
export async function makeReport(
  { scheduleId, reportId }: MakeReport,
  context: CommandContext,
  parts: KpiParts,
): Promise<Outcome<Created>> {
  const { commands, storage } = parts;
  const { tenantId } = context;
  if (!storage) throw new TypeError('reports are made where there is a storage');
  const { state: known } = await commands.state(reports, tenantId, scheduleId);
  const period = known.pending.get(reportId);
  const schedule = (await commands.state(reportSchedules, tenantId, tenantId)).state.get(scheduleId);
  if (!period || !schedule) return { answer: { id: reportId, revision: 0 } };
  const { name, ownerId, recipients } = schedule;
  const of = { scheduleId, reportId };
  let objectId: string;
  try {
    const report = await rendered(await reportInput(schedule, period, context, parts), parts);
    objectId = await storeReport(storage, tenantId, report);
  } catch (error) {
    if (!(error instanceof DomainError) || isInconclusive(error)) throw error;
    return settled({ ...of, name, ownerId, code: error.code }, context, parts);
  }
  await storage.claim(tenantId, objectId, reportId);
  const outcome = await settled({ ...of, objectId, recipients }, context, parts);
  await removeOld(storage, tenantId, { objectId, former: known.objects, isKept: outcome.answer.revision > 0 });
  return outcome;
}

/** @throws DomainError for anything that goes wrong: the same input goes wrong again */
async function rendered(input: ReportInput, { chartImages }: Pick<KpiParts, 'chartImages'>): Promise<StoredReport> {
  try {
    const content = reportContent(input);
    return reportOf(content, await chartImages.draw(content.charts.map(({ chart }) => chart)));
  } catch (error) {
    const refusal = new DomainError(NOT_RENDERED);
    refusal.cause = error;
    throw refusal;
  }
}

/** Revision 0: another process has settled it. */
async function settled(outcome: Settled, context: CommandContext, { commands }: KpiParts): Promise<Outcome<Created>> {
  const { result, position } = await commands.handle({
    aggregate: reports,
    id: outcome.scheduleId,
    command: outcome,
    // Made once more after a crash it is another object: the id of the command is that of the outcome.
    context: { ...context, commandId: newIdOf(context.commandId, 'objectId' in outcome ? outcome.objectId : 'failed') },
    decide: settleReport,
    answer: (_, { events, revision }) => ({ id: outcome.reportId, revision: events.length > 0 ? revision : 0 }),
  });
  return { answer: result, ...(position !== undefined && { position }) };
}

interface Kept {
  readonly objectId: string;
  readonly former: readonly string[];
  readonly isKept: boolean;
}

async function removeOld(storage: Storage, tenantId: string, { objectId, former, isKept }: Kept): Promise<void> {
  if (!isKept) return storage.remove(tenantId, objectId);
  for (const old of former.slice(0, Math.max(0, former.length + 1 - KEPT_REPORTS))) await storage.remove(tenantId, old);
}

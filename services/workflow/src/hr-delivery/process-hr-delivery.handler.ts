import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { MAX_NOTICES, type NoticeResult } from '#contracts/workflow/hr-delivery-events';
import type { ProcessHrDelivery } from '#contracts/workflow/process-hr-delivery';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { followPerson } from '../hr-fetch/follow-person.provider';
import { hrSource, type HrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { callFrom, fetchedNoticeIds, identityOfCall, noticeIdOf } from './call.adapter';
import { SOURCE_UNREACHABLE, concludeDelivery } from './conclude-hr-delivery';
import { hrDelivery, type HrDelivery } from './hr-delivery';
import { HR_KINDS } from './kinds/kinds.adapter';
import { isDepartmentUnknown, noticeOf, type NoticeSettings, type Said, type SaidChange } from './person-said';
import { settingsOf, tell } from './tell-notice.provider';

/** Sent again, it goes on: a notice that took effect changes nothing. An attempt that another one follows does nothing. */
export async function processHrDelivery(
  { deliveryId: id, attempt }: ProcessHrDelivery,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<Created>> {
  const { tenantId } = context;
  const { state } = await parts.commands.state(hrDelivery, tenantId, id);
  if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such delivery');
  const isDue = state.status === 'accepted' && state.attempt === attempt;
  const { notices, code } = isDue ? await noticesOf(id, state, context, parts) : NOTHING;
  const { result, position } = await parts.commands.handle({
    aggregate: hrDelivery,
    id,
    command: { deliveryId: id, attempt, notices: notices.slice(0, MAX_NOTICES), code },
    context,
    decide: concludeDelivery,
    answer: (_, { revision }): Created => ({ id, revision }),
  });
  return { answer: result, position };
}

interface Told {
  readonly notices: readonly NoticeResult[];
  /** Of a refusal of the whole. */
  readonly code: string | null;
}

const NOTHING: Told = { notices: [], code: null };

async function noticesOf(
  id: string,
  { sourceId, receivedAt, reference, round, attempt }: HrDelivery,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Told> {
  const { tenantId } = context;
  const text = await parts.hrRaw.open(tenantId, id);
  if (text === undefined) return { notices: [], code: 'DELIVERY_GONE' };
  const { state: source } = await parts.commands.state(hrSource, tenantId, sourceId);
  const call = callFrom(text);
  const reading = HR_KINDS[source.kind].read(call, receivedAt);
  if (reading.is !== 'said') return NOTHING;
  const settings = await settingsOf(source, tenantId, parts);
  const callId = identityOfCall(sourceId, call, reference);
  const notices: NoticeResult[] = [];
  for (const [index, said] of reading.said.entries()) {
    const noticeId = noticeIdOf(callId, { round, index });
    notices.push(...(await told(said, noticeId, { sourceId, source, attempt, settings, context, parts })));
  }
  return { notices, code: null };
}

interface Telling {
  readonly sourceId: string;
  readonly source: HrSource;
  readonly attempt: number;
  readonly settings: NoticeSettings;
  readonly context: CommandContext;
  readonly parts: WorkflowParts;
}

async function told(said: Said, noticeId: string, telling: Telling): Promise<NoticeResult[]> {
  if (said.kind === 'review') return [unsaid(noticeId, 'review', said.reason)];
  if (said.kind === 'fetch') return fetched(said, noticeId, telling);
  const lacksDepartment = isDepartmentUnknown(said.person, telling.settings);
  return [await tell(noticeOf(said, noticeId, telling.settings), { ...telling, lacksDepartment })];
}

/** An attempt asks anew, and what it is told may differ: its notices are others. */
async function fetched({ externalId }: SaidChange, noticeId: string, telling: Telling): Promise<NoticeResult[]> {
  const { sourceId, source, attempt, context, parts } = telling;
  const person = { sourceId, source, externalId, noticeIdOf: fetchedNoticeIds(noticeId, attempt) };
  const followed = await followPerson(person, { context, parts });
  switch (followed.is) {
    case 'told':
      return [...followed.notices];
    case 'no_api':
      return [unsaid(noticeId, 'review', 'not_fetched')];
    case 'deleted':
      return [unsaid(noticeId, 'review', 'record_deleted')];
    case 'unreachable':
      return [unsaid(noticeId, 'failed', SOURCE_UNREACHABLE)];
  }
}

function unsaid(noticeId: string, outcome: 'review' | 'failed', code: string): NoticeResult {
  return { noticeId, kind: 'review', employeeId: null, outcome, code };
}

import { employeeSource } from '#contracts/tenancy/employee-source';
import { PLATFORM } from '#contracts/permissions';
import { OpenReviewTask } from '#contracts/workflow/open-review-task';
import type { ReviewUnconfirmedLeave, ReviewedLeave } from '#contracts/workflow/review-unconfirmed-leave';
import { streamParts } from '#libs/event-log';
import { newIdOf } from '#libs/event-sourcing';
import { ownContext, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { followPerson, type FollowedPerson } from '../hr-fetch/follow-person.provider';
import { hrSource, slugOf } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';

/**
 * Access has ended as it was announced. The source is asked whether the leave still holds; while it is out of reach nobody
 * can tell, and a person looks.
 */
export async function reviewUnconfirmedLeave(
  { employeeId, userId }: ReviewUnconfirmedLeave,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<ReviewedLeave>> {
  const person = await personOf(employeeId, context, parts);
  const followed = person && (await followPerson(person, { context, parts }));
  const answer = { id: employeeId, revision: 0, isReviewed: followed?.is === 'unreachable' };
  if (!person || !answer.isReviewed) return { answer };
  const { position } = await parts.sender.send<OpenReviewTask, object>(
    OpenReviewTask,
    {
      taskKey: `hr_unconfirmed_leave:${context.causationId}`,
      title: 'A leave took effect while its HR system was out of reach',
      reason: 'unconfirmed_leave',
      note: 'Access has ended as it was announced. Look in the HR system whether the leave still holds.',
      about: { employeeId, userId, sourceId: person.sourceId },
    },
    { ...ownContext(context), commandId: newIdOf(context.commandId, 'review') },
  );
  return { answer, ...(position !== undefined && { position }) };
}

/** Undefined for somebody whom no source of this organisation has. */
async function personOf(
  employeeId: string,
  { tenantId, commandId }: CommandContext,
  { commands, reservations }: WorkflowParts,
): Promise<FollowedPerson | undefined> {
  const { state: employee } = await commands.state(employeeSource, tenantId, employeeId);
  if (employee.source === null || employee.externalId === null) return undefined;
  const holder = await reservations.holderOf(slugOf(employee.source), PLATFORM);
  const place = holder && streamParts(holder);
  // The slug may be another organisation's, where people of that name were imported.
  if (!place || place.tenantId !== tenantId) return undefined;
  const { state: source } = await commands.state(hrSource, tenantId, place.id);
  if (source.status !== 'active') return undefined;
  const noticeIdOf = (kind: string) => newIdOf(commandId, `confirmed/${kind}`);
  return { sourceId: place.id, source, externalId: employee.externalId, noticeIdOf };
}

import { employeeSource } from '#contracts/tenancy/employee-source';
import { PLATFORM } from '#contracts/permissions';
import { OpenReviewTask } from '#contracts/workflow/open-review-task';
import type { ReviewUnconfirmedLeave, ReviewedLeave } from '#contracts/workflow/review-unconfirmed-leave';
import { streamParts } from '#libs/event-log';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { hrSource, slugOf } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';

/** Access has ended: HR may have taken the leave back, and nobody could tell. */
export async function reviewUnconfirmedLeave(
  { employeeId, userId }: ReviewUnconfirmedLeave,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<ReviewedLeave>> {
  const sourceId = await unreachableSource(employeeId, context.tenantId, parts);
  const answer = { id: employeeId, revision: 0, isReviewed: sourceId !== undefined };
  if (sourceId === undefined) return { answer };
  const { position } = await parts.sender.send<OpenReviewTask, object>(
    OpenReviewTask,
    {
      taskKey: `hr_unconfirmed_leave:${context.causationId}`,
      title: 'A leave took effect while its HR system was out of reach',
      reason: 'unconfirmed_leave',
      note: 'Access has ended as it was announced. Look in the HR system whether the leave still holds.',
      about: { employeeId, userId, sourceId },
    },
    { ...context, commandId: newIdOf(context.commandId, 'review') },
  );
  return { answer, ...(position !== undefined && { position }) };
}

/** The employee's source, if its API did not answer last time. */
async function unreachableSource(
  employeeId: string,
  tenantId: string,
  { commands, reservations }: WorkflowParts,
): Promise<string | undefined> {
  const { state: employee } = await commands.state(employeeSource, tenantId, employeeId);
  if (employee.source === null) return undefined;
  const holder = await reservations.holderOf(slugOf(employee.source), PLATFORM);
  const place = holder && streamParts(holder);
  // The slug may be another organisation's, where people of that name were imported.
  if (!place || place.tenantId !== tenantId) return undefined;
  const { state: source } = await commands.state(hrSource, tenantId, place.id);
  return source.status === 'active' && source.alarms.includes('unreachable') ? place.id : undefined;
}

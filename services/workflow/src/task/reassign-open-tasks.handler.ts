import { DomainError } from '#contracts/errors';
import { domainFacts } from '#contracts/tenancy/domain-facts';
import type { ReassignOpenTasks, ReassignedTasks } from '#contracts/workflow/reassign-open-tasks';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { reassignTask } from './reassign-task';
import { task } from './task';
import { TaskRow } from './task.entity';
import { taskProjection } from './task.projection';

const BATCH = 200;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on */
export async function reassignOpenTasks(
  { fromUserId, toUserId }: ReassignOpenTasks,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<ReassignedTasks>> {
  await upToDate([taskProjection], 'Tasks', parts);
  const { tenantId } = context;
  const found = await openTasksOf(fromUserId, tenantId, parts);
  let [reassigned, unassigned] = [0, 0];
  for (const { taskId, domainId } of found) {
    const { state: domain } = await parts.commands.state(domainFacts, tenantId, domainId);
    const isMember = domain.members.includes(toUserId);
    const { result } = await parts.commands.handle({
      aggregate: task,
      id: taskId,
      command: { taskId, fromUserId, userId: isMember ? toUserId : null },
      context: { ...context, commandId: newIdOf(context.commandId, `task/${taskId}`) },
      decide: reassignTask,
      answer: (_, { events }) => events.length,
    });
    if (isMember) reassigned += result;
    else unassigned += result;
  }
  if (found.length === BATCH) throw new DomainError('SERVICE_UNAVAILABLE', 'More tasks are left; send it again');
  return { answer: { reassigned, unassigned } };
}

function openTasksOf(assigneeId: string, tenantId: string, { tenantReader }: ServiceParts): Promise<TaskRow[]> {
  return tenantReader.query(tenantId, (rows) =>
    rows.find(TaskRow, { where: { tenantId, assigneeId, open: true }, order: { taskId: 'ASC' }, take: BATCH }),
  );
}

import { employeePosts } from '#contracts/tenancy/employee-posts';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import { membershipFacts } from '#contracts/auth/membership-facts';
import type { ReleasedInboxTasks, ReleaseMemberTasks } from '#contracts/workflow/release-member-tasks';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { CasePersonRow } from '../case/case-person.entity';
import { casePersonProjection } from '../case/case-person.projection';
import { InboxTaskRow } from '../case/case.entity';
import { caseProjection } from '../case/case.projection';
import { taskCandidate } from '../case/task-rules';
import { workCase } from '../case/work-case';
import { releaseMemberTasks, type FormerMember } from './release-member-tasks';

/** The most streams that are looked at, those with a task that the user holds first. */
const MOST_STREAMS = 1_000;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function releaseTasksOfMember(
  { membershipId: userId }: ReleaseMemberTasks,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<ReleasedInboxTasks>> {
  await upToDate([caseProjection, casePersonProjection], 'Tasks', parts);
  const streamIds = await streamsWith(userId, context, parts);
  let tasks = 0;
  for (const id of streamIds) {
    const { result } = await parts.commands.handle({
      aggregate: workCase,
      id,
      command: { userId },
      context: { ...context, commandId: newIdOf(context.commandId, `case/${id}`) },
      facts: () => formerMember(userId, context, parts),
      decide: releaseMemberTasks,
      answer: (_, { events }) => new Set(events.map(({ data }) => 'taskId' in data && data.taskId)).size,
    });
    tasks += result;
  }
  return { answer: { tasks } };
}

/** Streams with a task that is not settled and that the user holds, or may claim. */
async function streamsWith(
  userId: string,
  { tenantId }: CommandContext,
  { tenantReader }: ServiceParts,
): Promise<readonly string[]> {
  const found = await tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(InboxTaskRow, 'task')
      .select('task.streamId', 'streamId')
      .where('task.tenantId = :tenantId AND task.settledAt IS NULL', { tenantId })
      // A parameter of its own: the candidates are texts, and the holder is a uuid.
      .andWhere('(task.holderId = :userId OR :candidateId = ANY(task.candidateUserIds))', {
        userId,
        candidateId: userId,
      })
      .groupBy('task.streamId')
      .orderBy('bool_or(task.holderId = :userId)', 'DESC')
      .limit(MOST_STREAMS)
      .getRawMany<{ streamId: string }>(),
  );
  return found.map(({ streamId }) => streamId);
}

async function formerMember(
  userId: string,
  { tenantId }: CommandContext,
  { commands, tenantReader }: ServiceParts,
): Promise<FormerMember> {
  const person = await tenantReader.query(tenantId, (rows) => rows.findOneBy(CasePersonRow, { tenantId, userId }));
  if (!person) return { userId, manager: null };
  const { state: posts } = await commands.state(employeePosts, tenantId, person.employeeId);
  if (posts.managerId === null) return { userId, manager: null };
  const [{ state: manager }, { state: users }] = await Promise.all([
    commands.state(employmentFacts, tenantId, posts.managerId),
    commands.state(membershipFacts, tenantId, tenantId),
  ]);
  const isThere = manager.userId !== null && users.get(manager.userId) === 'active';
  return { userId, manager: isThere ? taskCandidate.manager(posts.managerId, manager.userId) : null };
}

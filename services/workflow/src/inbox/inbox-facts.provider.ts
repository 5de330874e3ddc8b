import { memberAccess, roleNames } from '#contracts/auth/member-access';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { TaskCandidate } from '#contracts/workflow/inbox-events';
import { decidingActor, type Actor } from '#libs/identity';
import { foundFolded, type FactsGiven, type ServiceParts } from '#libs/runtime';
import { absence, standsInOn } from '../absence/absence';
import { caseFacts } from '../case/case-facts.provider';
import { InboxTaskRow } from '../case/case.entity';
import { caseProjection } from '../case/case.projection';
import type { InboxTaskState, WorkCase } from '../case/work-case';
import type { Standing } from './standing';

type OfTask = { readonly taskId: string };

/**
 * The stream of a task: that of its case, or its own. A task never moves.
 * @throws DomainError `NOT_FOUND`; `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function streamOfTask(
  { taskId }: OfTask,
  {
    context: { tenantId },
    parts,
  }: {
    readonly context: { readonly tenantId: string };
    readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
  },
): Promise<string> {
  const find = () => parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(InboxTaskRow, { tenantId, taskId }));
  return (await foundFolded({ of: caseProjection, noun: 'task', find }, parts)).streamId;
}

export async function standingTo({ taskId }: OfTask, given: FactsGiven<WorkCase>): Promise<Standing> {
  const { actor } = given.context;
  const facts = await caseFacts({}, given);
  const task = given.state.tasks.get(taskId);
  const isEverywhere = decidingActor(actor).scopes.all.has('workflow.inbox');
  if (!task) return { ...facts, isTheirs: false, isEverywhere, forUserId: null };
  const isOwn = task.holderId === actor.id || task.candidates.some((each) => isMeant(each, actor));
  const absent = await absentAmong(othersThan(actor.id, task), given);
  // Somebody else's task is theirs by the absence of its holder alone.
  const standsInForHolder = task.holderId !== null && absent.includes(task.holderId);
  const forUserId = standsInForHolder ? task.holderId : isOwn ? null : (absent[0] ?? null);
  return { ...facts, isTheirs: isOwn || absent.length > 0, isEverywhere, forUserId };
}

/** With the roles that a task can be given to. */
export async function reassigningStanding(task: OfTask, given: FactsGiven<WorkCase>) {
  const { tenantId } = given.context;
  const [standing, { state: access }] = await Promise.all([
    standingTo(task, given),
    given.lookup.state(memberAccess, tenantId, tenantId),
  ]);
  return { ...standing, roles: roleNames(access) };
}

/** Whether the caller is this candidate. */
function isMeant({ userId, role, serviceId }: TaskCandidate, actor: Actor): boolean {
  if (userId === actor.id) return true;
  if (role !== null && actor.roles.includes(role)) return true;
  return serviceId !== null && (decidingActor(actor).scopes.service?.has(serviceId) ?? false);
}

/** The users for whom somebody may stand in at this task, its holder first. */
function othersThan(callerId: string, { holderId, candidates }: InboxTaskState): readonly string[] {
  const named = [holderId, ...candidates.map(({ userId }) => userId)].flatMap((each) => each ?? []);
  return [...new Set(named)].filter((each) => each !== callerId);
}

/** Those of them for whom the caller stands in today. */
async function absentAmong(
  userIds: readonly string[],
  { context: { tenantId, actor, now }, lookup }: FactsGiven<WorkCase>,
): Promise<readonly string[]> {
  if (userIds.length === 0) return [];
  const { state: organization } = await lookup.state(organizationFacts, tenantId, tenantId);
  const today = localDate(now, organization.timeZone);
  const found = await Promise.all(
    userIds.map(async (userId) => {
      const { state } = await lookup.state(absence, tenantId, userId);
      return standsInOn(today, actor.id, state) ? [userId] : [];
    }),
  );
  return found.flat();
}

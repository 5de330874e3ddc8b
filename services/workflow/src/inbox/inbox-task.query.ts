import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { GetInboxTask } from '#contracts/workflow/get-inbox-task';
import { MAX_TASK_COMMENTS } from '#contracts/workflow/inbox-events';
import type { CaseTask, InboxTask, InboxTaskDetails, ShownPerson } from '#contracts/workflow/task-answers';
import { entityTagOf } from '#libs/event-sourcing';
import { decidingActor, type Actor } from '#libs/identity';
import { LISTED } from '#libs/read-models';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { AbsenceRow } from '../absence/absence.entity';
import { CasePersonRow } from '../case/case-person.entity';
import { InboxClaimantRow, InboxCommentRow, InboxTaskRow } from '../case/case.entity';
import { claimantName } from '../case/claimants.projection';
import { organizations } from '../organization/organizations.entity';

/** A task that the caller holds or may claim, or somebody for whom they stand in today. An administrator sees each. */
export function boundToCaller(query: SelectQueryBuilder<InboxTaskRow>, actor: Actor): void {
  const { id, scopes } = decidingActor(actor);
  query.setParameter('callerId', id);
  if (scopes.all.has('workflow.inbox')) return;
  const own = query
    .subQuery()
    .select('own.taskId')
    .from(InboxClaimantRow, 'own')
    .where('own.claimant IN (:...claimants)')
    .getQuery();
  const ofAbsent = query
    .subQuery()
    .select('theirs.taskId')
    .from(AbsenceRow, 'away')
    .innerJoin(organizations.table, 'zone', 'zone.tenantId = away.tenantId AND zone.id = away.tenantId')
    .innerJoin(InboxClaimantRow, 'theirs', `theirs.claimant = '${claimantName.user('')}' || away.userId`)
    .where('away.deputyId = :callerId')
    .andWhere('away.fromOn <= (now() AT TIME ZONE zone.timeZone )::date')
    .andWhere('away.toOn >= (now() AT TIME ZONE zone.timeZone )::date')
    .getQuery();
  const claimants = [
    claimantName.user(id),
    ...actor.roles.map(claimantName.role),
    ...[...(scopes.service ?? [])].map(claimantName.service),
  ];
  // Not bound to each row: found once, by the index. Row-level security keeps it within the organisation.
  query.andWhere(`${LISTED}.taskId IN (${own} UNION ALL ${ofAbsent})`, { claimants });
}

export async function getInboxTask(
  { taskId }: GetInboxTask,
  { context: { tenantId, actor }, rows }: QueryGiven,
): Promise<Outcome<InboxTaskDetails>> {
  const query = rows
    .createQueryBuilder(InboxTaskRow, LISTED)
    .where(`${LISTED}.tenantId = :tenantId AND ${LISTED}.taskId = :taskId`, { tenantId, taskId });
  boundToCaller(query, actor);
  const row = await query.getOne();
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such task');
  const { employeeId } = row;
  const person = employeeId === null ? null : await rows.findOneBy(CasePersonRow, { tenantId, employeeId });
  const comments = await rows.find(InboxCommentRow, {
    where: { tenantId, taskId },
    order: { createdAt: 'ASC', commentId: 'ASC' },
    take: MAX_TASK_COMMENTS,
  });
  const task = shownInboxTask({ ...row, person });
  return {
    answer: {
      ...task,
      comments: comments.map(({ commentId: id, userId, forUserId, text, createdAt }) => ({
        id,
        userId,
        forUserId,
        text,
        createdAt,
      })),
    },
    etag: entityTagOf(row.revision, task.person ?? undefined),
  };
}

export function shownInboxTask(row: InboxTaskRow & { readonly person: CasePersonRow | null }): InboxTask {
  const { caseId, note, followUpOn, canceledReason, completedBy, completedFor, settledAt, about } = row;
  const { employeeId, commentCount, createdAt, updatedAt } = row;
  return {
    ...taskOfCase(row),
    caseId,
    note,
    followUpOn,
    canceledReason,
    completedBy,
    completedFor,
    settledAt,
    about,
    person: employeeId === null ? null : shownPerson(employeeId, row.person),
    commentCount,
    createdAt,
    updatedAt,
  };
}

export function shownPerson(employeeId: string, person: CasePersonRow | null): ShownPerson {
  return { employeeId, firstName: person?.firstName ?? null, lastName: person?.lastName ?? null };
}

/** A task as its case shows it. */
export function taskOfCase(row: InboxTaskRow): CaseTask {
  const { taskId: id, kind, title, status, candidates, holderId, dueOn, priority, reason, code, waivedReason } = row;
  return { id, kind, title, status, candidates, holderId, dueOn, priority, reason, code, waivedReason };
}

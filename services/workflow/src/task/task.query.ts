import { DomainError } from '#contracts/errors';
import { SHOWN_COMMENTS, type GetTask, type TaskDetails } from '#contracts/workflow/get-task';
import type { TaskSummary } from '#contracts/workflow/list-tasks';
import { MAX_TASK_ATTACHMENTS } from '#contracts/workflow/task-events';
import { entityTagOf } from '#libs/event-sourcing';
import { LISTED, type Filter } from '#libs/read-models';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { WorkDomainRow } from '../domain/work-domain.entity';
import { TaskAttachmentRow, TaskCommentRow, TaskRow } from './task.entity';

type Shown = TaskRow & { readonly domain?: WorkDomainRow | null };

export function shownTask({
  tenantId: _,
  taskId: id,
  revision: __,
  open: ___,
  seriesStart: ____,
  domain,
  ...row
}: Shown): TaskSummary {
  return { ...row, id, domainName: domain?.name ?? null };
}

export const hasLabel: Filter<TaskRow, string> = (query, label) => {
  query.andWhere(`:label = ANY(${LISTED}.labels)`, { label });
};

type Given = QueryGiven & { readonly held: ReadonlySet<string> | undefined };

/** @throws DomainError `NOT_FOUND` */
export async function getTask(
  { taskId }: GetTask,
  { rows, context: { tenantId }, held }: Given,
): Promise<Outcome<TaskDetails>> {
  const found = await rows.findOneBy(TaskRow, { tenantId, taskId });
  if (!found || (held && !held.has(found.domainId))) throw new DomainError('NOT_FOUND', 'There is no such task');
  const { domainId } = found;
  const domain = await rows.findOneBy(WorkDomainRow, { tenantId, domainId });
  const comments = await rows.find(TaskCommentRow, {
    where: { tenantId, taskId },
    order: { at: 'DESC' },
    take: SHOWN_COMMENTS,
  });
  const files = await rows.find(TaskAttachmentRow, {
    where: { tenantId, taskId },
    order: { at: 'ASC' },
    take: MAX_TASK_ATTACHMENTS,
  });
  const answer: TaskDetails = {
    ...shownTask({ ...found, domain }),
    comments: comments
      .reverse()
      .map(({ commentId: id, text, authorId, createdAt }) => ({ id, text, authorId, createdAt })),
    attachments: files.map(({ attachmentId: id, name, mediaType, size, addedBy, createdAt }) => ({
      id,
      name,
      mediaType,
      size,
      addedBy,
      createdAt,
    })),
  };
  return { answer, etag: entityTagOf(found.revision, { domainName: answer.domainName }) };
}

import { AttachToTask } from '#contracts/workflow/attach-to-task';
import { ChangeTask } from '#contracts/workflow/change-task';
import { CommentTask } from '#contracts/workflow/comment-task';
import { CompleteTask } from '#contracts/workflow/complete-task';
import { CreateTask } from '#contracts/workflow/create-task';
import { DeleteTask } from '#contracts/workflow/delete-task';
import { GetTask } from '#contracts/workflow/get-task';
import { ListTasks } from '#contracts/workflow/list-tasks';
import { tasksTopic } from '#contracts/workflow/live-topics';
import { OpenDueTasks } from '#contracts/workflow/open-due-tasks';
import { OpenNextTask } from '#contracts/workflow/open-next-task';
import { ReadAttachment } from '#contracts/workflow/read-attachment';
import { ReassignOpenTasks } from '#contracts/workflow/reassign-open-tasks';
import { RemoveTaskAttachment } from '#contracts/workflow/remove-task-attachment';
import { RemoveTaskComment } from '#contracts/workflow/remove-task-comment';
import { SettleTaskFiles } from '#contracts/workflow/settle-task-files';
import { newIdOf } from '#libs/event-sourcing';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, handler, list, scopedQuery, type FactsGiven, type Feature } from '#libs/runtime';
import { attachToTask } from '../attachment/attach-to-task';
import { attachedFile } from '../attachment/attached-file.provider';
import { discardRemoved, keepFile } from '../attachment/kept-file.provider';
import { readAttachment } from '../attachment/read-attachment.handler';
import { settleTaskFiles } from '../attachment/settle-task-files.handler';
import { taskFilesReactor } from '../attachment/task-files.reactor';
import { domainOfWork } from '../domain/domain-of-work.provider';
import { WorkDomainRow } from '../domain/work-domain.entity';
import { workDomainProjection } from '../domain/work-domain.projection';
import { changeTask } from './change-task';
import { commentTask } from './comment-task';
import { createTask } from './create-task';
import { nextTaskReactor } from './next-task.reactor';
import { openDueTasks } from './open-due-tasks.handler';
import { openDueTasksJob } from './open-due-tasks.job';
import { openNextTask } from './open-next-task';
import { reassignOpenTasks } from './reassign-open-tasks.handler';
import { removeTaskAttachment, removeTaskComment } from './remove-from-task';
import { completeTask, deleteTask } from './set-task-status';
import { isPresent, task, type Task, type TaskEvent } from './task';
import { TaskRow } from './task.entity';
import { taskProjection } from './task.projection';
import { getTask, hasLabel, shownTask } from './task.query';

/** Members of the domain. */
const ofDomain = {
  on: task,
  id: ({ taskId }: { readonly taskId: string }) => taskId,
  scopeOf: (state: Task) => (isPresent(state) ? { owners: [state.domainId] } : undefined),
};

/** With the members of the domain. */
const withDomain = {
  ...ofDomain,
  facts: (_: object, given: FactsGiven<Task>) => domainOfWork(given.state.domainId, given),
};

const idInSeries = ({ seriesId, dueOn }: OpenNextTask) => newIdOf(seriesId, `task/${dueOn}`);

export const taskFeature: Feature = {
  wirings: [
    command(CreateTask, {
      on: task,
      id: (_, { newId }) => newId('task'),
      facts: ({ domainId }, given) => domainOfWork(domainId, given),
      scopeOf: (_state, { domainId }) => ({ owners: [domainId] }),
      decide: createTask,
    }),
    command(ChangeTask, { ...withDomain, decide: changeTask }),
    command(CompleteTask, { ...ofDomain, decide: completeTask }),
    command(DeleteTask, { ...ofDomain, decide: deleteTask }),
    command(CommentTask, {
      ...ofDomain,
      decide: commentTask,
      answer: ({ taskId: id }, { revision, events }) => ({ id, revision, commentId: commentIn(events) }),
    }),
    command(AttachToTask, {
      ...ofDomain,
      facts: attachedFile,
      decide: attachToTask,
      answer: ({ taskId: id }, { revision, events }) => ({ id, revision, attachmentId: attachmentIn(events) }),
      then: keepFile,
    }),
    command(RemoveTaskComment, { ...withDomain, decide: removeTaskComment }),
    command(RemoveTaskAttachment, { ...withDomain, decide: removeTaskAttachment, then: discardRemoved }),
    command(OpenNextTask, {
      on: task,
      id: idInSeries,
      facts: async (payload, { context: { tenantId }, lookup, ...given }) => {
        const { state: before } = await lookup.state(task, tenantId, payload.taskId);
        const { members } = await domainOfWork(before.domainId, { context: { tenantId }, lookup });
        return { before, members, taskId: given.id };
      },
      decide: openNextTask,
    }),
    handler(OpenDueTasks, openDueTasks, { reads: [taskProjection] }),
    handler(ReassignOpenTasks, reassignOpenTasks, { reads: [taskProjection] }),
    handler(SettleTaskFiles, settleTaskFiles),
    handler(ReadAttachment, readAttachment, { reads: [taskProjection] }),
    list(ListTasks, {
      entity: TaskRow,
      joins: { domain: { entity: WorkDomainRow, on: { domainId: 'domainId' } } },
      filters: {
        domainId: equals('domainId'),
        assigneeId: equals('assigneeId'),
        seriesId: equals('seriesId'),
        status: equals('status'),
        open: equals('open'),
        priority: equals('priority'),
        label: hasLabel,
        dueFrom: atLeast('dueOn'),
        dueTo: atMost('dueOn'),
      },
      show: shownTask,
    }),
    scopedQuery(GetTask, getTask, { reads: [taskProjection, workDomainProjection] }),
  ],
  projections: [taskProjection],
  reactors: [nextTaskReactor, taskFilesReactor],
  schedules: [openDueTasksJob],
  topics: [tasksTopic],
};

type Events = readonly TaskEvent[];

const commentIn = (events: Events) =>
  events.flatMap((each) => (each.type === 'TaskCommented' ? each.data.commentId : []))[0] ?? '';
const attachmentIn = (events: Events) =>
  events.flatMap((each) => (each.type === 'TaskAttachmentAdded' ? each.data.attachmentId : []))[0] ?? '';

import { on } from '#contracts/declare/on';
import { OpenNextTask } from '#contracts/workflow/open-next-task';
import { TaskCanceled, TaskCompleted } from '#contracts/workflow/task-events';
import { reactor } from '#libs/event-sourcing';

type Ended = Pick<TaskCompleted, 'taskId' | 'seriesId' | 'nextDueOn'>;

const next = ({ taskId, seriesId, nextDueOn: dueOn }: Ended) =>
  dueOn === null ? [] : [{ contract: OpenNextTask, payload: { taskId, seriesId, dueOn } }];

/** The end of a task of a series brings about the next one. */
export const nextTaskReactor = reactor({
  name: 'next-task',
  service: 'workflow',
  from: 'start',
  on: [on(TaskCompleted, ({ data }) => next(data)), on(TaskCanceled, ({ data }) => next(data))],
});

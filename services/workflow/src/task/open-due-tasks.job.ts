import { OpenDueTasks } from '#contracts/workflow/open-due-tasks';
import { daily, job } from '#libs/schedules';

/** As the day begins. */
export const openDueTasksJob = job({
  name: 'workflow.open-due-tasks',
  service: 'workflow',
  at: daily('00:05'),
  scope: 'organization',
  send: () => [{ contract: OpenDueTasks, payload: {} }],
});

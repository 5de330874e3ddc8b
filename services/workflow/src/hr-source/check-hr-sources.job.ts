import { CheckHrSources } from '#contracts/workflow/check-hr-sources';
import { everyMinutes, job } from '#libs/schedules';

export const checkHrSourcesJob = job({
  name: 'workflow.check-hr-sources',
  service: 'workflow',
  at: everyMinutes(15),
  scope: 'platform',
  send: () => [{ contract: CheckHrSources, payload: {} }],
});

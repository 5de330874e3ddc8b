import { FollowOpenCases } from '#contracts/workflow/follow-open-cases';
import { daily, job } from '#libs/schedules';

export const followOpenCasesJob = job({
  name: 'workflow.follow-open-cases',
  service: 'workflow',
  at: daily('01:00'),
  scope: 'organization',
  send: () => [{ contract: FollowOpenCases, payload: {} }],
});

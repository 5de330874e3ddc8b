import { JudgeTargets } from '#contracts/kpi/judge-targets';
import { daily, job } from '#libs/schedules';

/** When most night shifts are over. What still goes on then is judged on the next morning. */
export const judgeTargetsJob = job({
  name: 'kpi.judge-targets',
  service: 'kpi',
  at: daily('07:00'),
  scope: 'organization',
  send: () => [{ contract: JudgeTargets, payload: {} }],
});

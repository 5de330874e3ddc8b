import { JudgeTargets } from '#contracts/kpi/judge-targets';
import { daily, job } from '#libs/schedules';

/** When the night shift is over, and its entries are there. */
export const judgeTargetsJob = job({
  name: 'kpi.judge-targets',
  service: 'kpi',
  at: daily('07:00'),
  scope: 'organization',
  send: () => [{ contract: JudgeTargets, payload: {} }],
});

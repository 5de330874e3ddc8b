import { RetryHrFetches } from '#contracts/workflow/retry-hr-fetches';
import { everyMinutes, job } from '#libs/schedules';

/** Asks the APIs again that were out of reach, each at its time. */
export const retryHrFetchesJob = job({
  name: 'workflow.retry-hr-fetches',
  service: 'workflow',
  at: everyMinutes(1),
  scope: 'platform',
  send: () => [{ contract: RetryHrFetches, payload: {} }],
});

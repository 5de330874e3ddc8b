import { FetchHrLists } from '#contracts/workflow/fetch-hr-lists';
import { daily, job } from '#libs/schedules';

/** Finds what no source announces: a leave that was taken back, one that is ahead. */
export const fetchHrListsJob = job({
  name: 'workflow.fetch-hr-lists',
  service: 'workflow',
  at: daily('02:00'),
  scope: 'organization',
  send: () => [{ contract: FetchHrLists, payload: {} }],
});

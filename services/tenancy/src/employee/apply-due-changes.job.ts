import { ApplyDueChanges } from '#contracts/tenancy/apply-due-changes';
import { daily, job } from '#libs/schedules';

export const applyDueChangesJob = job({
  name: 'tenancy.apply-due-changes',
  service: 'tenancy',
  at: daily('00:05'),
  scope: 'organization',
  send: () => [{ contract: ApplyDueChanges, payload: {} }],
});

import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class AppliedChanges {
  @Count({ min: 0, max: 1e6, example: 2 }) employees!: number;
}

/** Sent every night for each organisation by tenancy's own job. */
@Command({
  subject: 'tenancy.apply-due-changes',
  permission: 'service',
  status: 200,
  summary: 'Apply the changes of employees that were announced for today',
  answers: AppliedChanges,
  refuses: ['READ_MODEL_FILLING', 'SERVICE_UNAVAILABLE'],
  sentBy: ['tenancy'],
})
export class ApplyDueChanges {}

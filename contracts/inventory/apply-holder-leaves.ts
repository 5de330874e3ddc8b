import { Command } from '../declare/contract';
import { AppliedHolderLeave } from './apply-holder-leave';

/** After a change of the time zone: days end at other instants. */
@Command({
  subject: 'inventory.apply-holder-leaves',
  permission: 'service',
  status: 200,
  summary: 'Apply the leaves of all employees of an organisation to their grants anew',
  answers: AppliedHolderLeave,
  refuses: ['READ_MODEL_FILLING', 'SERVICE_UNAVAILABLE'],
  sentBy: ['inventory'],
})
export class ApplyHolderLeaves {}

import { Command } from '../declare/contract';
import { FollowedEmployee } from './follow-employee';

/** Sent every night for each organisation by workflow's own job. */
@Command({
  subject: 'workflow.follow-open-cases',
  permission: 'service',
  status: 200,
  summary: 'Plan the open cases of an organisation anew: what was given or taken meanwhile',
  answers: FollowedEmployee,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class FollowOpenCases {}

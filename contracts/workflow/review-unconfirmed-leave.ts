import { Created } from '../created';
import { Command } from '../declare/contract';
import { Flag, Id } from '../declare/fields';

export class ReviewedLeave extends Created {
  @Flag({ description: 'The HR system was out of reach, and a task says so' }) isReviewed!: boolean;
}

/** Sent by workflow's own reactor, when access ended with a leave. */
@Command({
  subject: 'workflow.review-unconfirmed-leave',
  permission: 'service',
  status: 200,
  summary: 'Let a person look at a leave that took effect while its HR system was out of reach',
  answers: ReviewedLeave,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class ReviewUnconfirmedLeave {
  @Id() employeeId!: string;
  @Id() userId!: string;
}

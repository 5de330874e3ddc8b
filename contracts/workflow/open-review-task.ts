import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Id, Name, Nested, Text } from '../declare/fields';
import { TASK_PRIORITIES, type TaskPriority } from './inbox-events';

/** The things that a review is about; absent is none. */
export class ReviewedThings {
  @Id({ optional: true }) employeeId?: string;
  @Id({ optional: true }) userId?: string;
  @Id({ optional: true }) serviceId?: string;
  @Id({ optional: true }) productId?: string;
  @Id({ optional: true }) grantId?: string;
  @Id({ optional: true, description: 'A source of HR events' }) sourceId?: string;
  @Id({ optional: true, description: 'A delivery of such a source' }) deliveryId?: string;
}

/** One task in the inbox of the administrators. The same key again is the same task, and changes nothing. */
@Command({
  subject: 'workflow.open-review-task',
  permission: 'service',
  status: 200,
  summary: 'Put a task for a person to look into something into the inbox',
  answers: Created,
  sentBy: ['workflow'],
})
export class OpenReviewTask {
  @Name({ description: 'Names the cause: `unknown_leaver:<delivery>`' }) taskKey!: string;
  @Text({ max: 200, description: 'Names nobody' }) title!: string;
  @Code({ description: 'A word for why: `unknown_leaver`' }) reason!: string;
  @Text({ max: 2000, optional: true, lines: true, description: 'Names nobody' }) note?: string;
  @Choice(TASK_PRIORITIES, { optional: true, description: 'Default: normal' }) priority?: TaskPriority;
  @Nested(() => ReviewedThings) about!: ReviewedThings;
}

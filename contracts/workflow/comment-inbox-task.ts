import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

export class CommentedInboxTask extends Created {
  @Id() taskId!: string;
}

@Command({
  subject: 'workflow.comment-inbox-task',
  permission: 'workflow.inbox',
  route: 'POST /inbox/tasks/{taskId}/comments',
  status: 201,
  location: '/inbox/tasks/{taskId}',
  summary: 'Comment on a task of the inbox',
  answers: CommentedInboxTask,
  refuses: ['LIMIT_REACHED'],
})
export class CommentInboxTask {
  @Id() taskId!: string;
  @Text({ max: 2000, lines: true, example: 'The seat is free on Monday' }) text!: string;
}

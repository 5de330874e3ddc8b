import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

export class CommentedTask extends Created {
  @Id() commentId!: string;
}

@Command({
  subject: 'workflow.comment-task',
  permission: 'work.write',
  route: 'POST /tasks/{taskId}/comments',
  status: 201,
  location: '/tasks/{id}',
  summary: 'Comment a task',
  answers: CommentedTask,
  refuses: ['LIMIT_REACHED'],
  scope: { by: 'domain', of: 'domainId' },
})
export class CommentTask {
  @Id() taskId!: string;
  @Text({ max: 2_000, lines: true, example: 'The second door sticks.' }) text!: string;
}

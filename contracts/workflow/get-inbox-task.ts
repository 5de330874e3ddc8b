import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { InboxTaskDetails } from './task-answers';

@Query({
  subject: 'workflow.get-inbox-task',
  permission: 'workflow.inbox',
  route: 'GET /inbox/tasks/{taskId}',
  summary: 'Read a task of the inbox with its comments',
  answers: InboxTaskDetails,
  etag: true,
})
export class GetInboxTask {
  @Id() taskId!: string;
}

import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Id } from '../declare/fields';

/** Sent when the command that a task stands for has been carried out or refused. */
@Command({
  subject: 'workflow.settle-inbox-task',
  permission: 'service',
  status: 200,
  summary: 'Complete a task of the inbox whose command was carried out, or record that it was refused',
  answers: Created,
  sentBy: ['workflow'],
})
export class SettleInboxTask {
  @Id({ description: 'The case; of a task by itself, the task' }) caseId!: string;
  @Id() taskId!: string;
  @Code({ optional: true, description: 'Of the refusal. Default: it was carried out' }) code?: string;
}

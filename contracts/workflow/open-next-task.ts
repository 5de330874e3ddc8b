import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, LocalDate } from '../declare/fields';

/** Its stream's id derives from the series and the day: sent twice, or from two replicas, it makes one task. */
@Command({
  subject: 'workflow.open-next-task',
  permission: 'service',
  status: 201,
  summary: 'Make the task of a series for one of its days',
  answers: Created,
  sentBy: ['workflow'],
})
export class OpenNextTask {
  @Id({ description: 'The task before it' }) taskId!: string;
  @Id() seriesId!: string;
  @LocalDate() dueOn!: string;
}

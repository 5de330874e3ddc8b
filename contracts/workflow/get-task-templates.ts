import { Query } from '../declare/contract';
import { Instant, List, Nested } from '../declare/fields';
import { MAX_TEMPLATES, TaskTemplate } from './task-template-events';

export class TaskTemplates {
  @List(Nested(() => TaskTemplate), { max: MAX_TEMPLATES }) templates!: readonly TaskTemplate[];
  @Instant({ nullable: true, description: 'Null: they were never set' }) updatedAt!: string | null;
}

@Query({
  subject: 'workflow.get-task-templates',
  permission: 'workflow.template.manage',
  route: 'GET /task-templates',
  summary: 'Read the templates of the tasks of cases',
  answers: TaskTemplates,
  etag: true,
})
export class GetTaskTemplates {}

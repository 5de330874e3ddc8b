import { Event } from '../declare/event';
import { Choice, Count, Id, List, Nested, Text } from '../declare/fields';
import { RoleName } from '../values/role-name';
import { CASE_KINDS, type CaseKind } from './case-events';
import { CANDIDATE_KINDS, TASK_PRIORITIES, type CandidateKind, type TaskPriority } from './inbox-events';

export const MAX_TEMPLATES = 150;
export const MAX_TEMPLATE_CANDIDATES = 5;

/** Further from a date no task is due, in working days. */
export const MAX_DUE_DAYS = 366;

/** A candidate of a template's tasks; `service_admins` are those of the product that it gives. */
export class TemplateCandidate {
  @Choice(CANDIDATE_KINDS) kind!: CandidateKind;
  @Id({ nullable: true, description: 'Of `user`' }) userId!: string | null;
  @RoleName({ nullable: true, description: 'Of `role`' }) role!: string | null;
}

/** A task of every case of a kind that fulfils the conditions. */
export class TaskTemplate {
  @Id() id!: string;
  @Choice(CASE_KINDS) kind!: CaseKind;
  @Text({ max: 200, example: 'Prepare the desk' }) title!: string;
  @Text({ max: 500, nullable: true, lines: true }) note!: string | null;
  @Count({
    min: -MAX_DUE_DAYS,
    max: MAX_DUE_DAYS,
    description: 'In working days before (negative) or after the first day, the move, or the last day',
  })
  dueAfter!: number;
  @Choice(TASK_PRIORITIES) priority!: TaskPriority;
  @List(Nested(() => TemplateCandidate), { max: MAX_TEMPLATE_CANDIDATES })
  candidates!: readonly TemplateCandidate[];
  @Id({ nullable: true, description: 'Completing the task gives this product; null: it gives none' })
  productId!: string | null;
  @Id({ nullable: true, description: 'Only for people of this department' }) departmentId!: string | null;
  @Text({ max: 100, nullable: true, description: 'Only for people in this position, in any case of letters' })
  position!: string | null;
  @Text({ max: 100, nullable: true, description: 'Only for people who work at this place, in any case of letters' })
  location!: string | null;
}

/** The whole set. Open cases keep the tasks that they have. */
@Event<TaskTemplatesSet>({
  category: 'workflow.task_templates',
  version: 1,
  entity: { type: 'task_templates', id: 'organizationId' },
  action: 'task_templates.set',
  summary: 'The templates of tasks were set',
})
export class TaskTemplatesSet {
  static readonly type = 'TaskTemplatesSet';
  @Id() organizationId!: string;
  @List(Nested(() => TaskTemplate), { max: MAX_TEMPLATES }) templates!: readonly TaskTemplate[];
}

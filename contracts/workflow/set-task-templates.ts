import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Count, Id, List, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { RoleName } from '../values/role-name';
import { CASE_KINDS, type CaseKind } from './case-events';
import { CANDIDATE_KINDS, TASK_PRIORITIES, type CandidateKind, type TaskPriority } from './inbox-events';
import { MAX_DUE_DAYS, MAX_TEMPLATES, MAX_TEMPLATE_CANDIDATES } from './task-template-events';

export class NewTemplateCandidate {
  @Choice(CANDIDATE_KINDS, { example: 'role' }) kind!: CandidateKind;
  @Id({ optional: true, description: 'Of `user`' }) userId?: string;
  @RoleName({ optional: true, example: 'manager', description: 'Of `role`' }) role?: string;
}

export class NewTaskTemplate {
  @Choice(CASE_KINDS) kind!: CaseKind;
  @Text({ max: 200, example: 'Prepare the desk' }) title!: string;
  @Text({ max: 500, optional: true, lines: true, example: 'Desk, chair and badge' }) note?: string;
  @Count({
    min: -MAX_DUE_DAYS,
    max: MAX_DUE_DAYS,
    example: -2,
    description: 'In working days before (negative) or after the first day, the move, or the last day',
  })
  dueAfter!: number;
  @Choice(TASK_PRIORITIES, { optional: true, description: 'Default: normal' }) priority?: TaskPriority;
  @List(Nested(() => NewTemplateCandidate), { max: MAX_TEMPLATE_CANDIDATES, min: 1 })
  candidates!: readonly NewTemplateCandidate[];
  @Id({ optional: true, description: 'Completing the task gives this product' }) productId?: string;
  @Id({ optional: true, description: 'Only for people of this department' }) departmentId?: string;
  @Text({ max: 100, optional: true, description: 'Only for people in this position' }) position?: string;
  @Text({ max: 100, optional: true, description: 'Only for people who work at this place' }) location?: string;
}

export class SetTemplates extends Created {
  @Count({ min: 0, max: 1e9, description: 'Open cases: the tasks that they have stay as they are' })
  untouchedCases!: number;
}

/** The whole set. A template with the kind and the title of a former one is the same. */
@RequestRule(namesCandidates)
@Command({
  subject: 'workflow.set-task-templates',
  permission: 'workflow.template.manage',
  route: 'PUT /task-templates',
  status: 200,
  ifMatch: true,
  summary: 'Set the templates of the tasks of cases that are opened from now on',
  answers: SetTemplates,
  refuses: ['READ_MODEL_FILLING'],
})
export class SetTaskTemplates {
  @List(Nested(() => NewTaskTemplate), { max: MAX_TEMPLATES }) templates!: readonly NewTaskTemplate[];
}

function namesCandidates({ templates }: SetTaskTemplates): FieldError | undefined {
  for (const [at, { candidates, productId }] of templates.entries()) {
    for (const [place, { kind, userId, role }] of candidates.entries()) {
      const pointer = `/templates/${at}/candidates/${place}`;
      if (kind === 'user' && userId === undefined) {
        return { pointer: `${pointer}/userId`, code: 'REQUIRED', message: 'is required' };
      }
      if (kind === 'role' && role === undefined) {
        return { pointer: `${pointer}/role`, code: 'REQUIRED', message: 'is required' };
      }
      if (kind === 'service_admins' && productId === undefined) {
        return {
          pointer: `/templates/${at}/productId`,
          code: 'REQUIRED',
          message: 'is required: whose administrators',
        };
      }
    }
  }
  return undefined;
}

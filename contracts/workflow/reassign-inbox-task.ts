import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { RoleName } from '../values/role-name';

/** To a user, who holds it from then on, or to everybody with a role. */
@RequestRule(namesOne)
@Command({
  subject: 'workflow.reassign-inbox-task',
  permission: 'workflow.inbox',
  route: 'POST /inbox/tasks/{taskId}/reassign',
  status: 200,
  ifMatch: true,
  summary: 'Give a task of the inbox to another user, or to a role',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ReassignInboxTask {
  @Id() taskId!: string;
  @Id({ optional: true, example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071', description: 'The user' }) to?: string;
  @RoleName({ optional: true, description: 'Where it is no user' }) role?: string;
}

function namesOne({ to, role }: ReassignInboxTask): FieldError | undefined {
  if (to === undefined && role === undefined) {
    return { pointer: '/to', code: 'REQUIRED', message: 'or role is required' };
  }
  if (to === undefined || role === undefined) return undefined;
  return { pointer: '/role', code: 'UNKNOWN', message: 'is one, and to another: name one' };
}

import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, LocalDate } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';

/** All three, or null for each: no absence. */
@RequestRule(isWhole)
@RequestRule(endsBeforeStart)
@Command({
  subject: 'workflow.set-absence',
  permission: 'workflow.inbox',
  route: 'PUT /inbox/absence',
  status: 200,
  summary: 'Name a deputy for an absence of the caller, or remove it',
  answers: Created,
})
export class SetAbsence {
  @LocalDate({ nullable: true, example: '2026-07-01' }) from!: string | null;
  @LocalDate({ nullable: true, example: '2026-07-14', description: 'The last day' }) to!: string | null;
  @Id({ nullable: true, description: 'Another user' }) deputyId!: string | null;
}

function isWhole({ from, to, deputyId }: SetAbsence): FieldError | undefined {
  if ((from === null) === (to === null) && (to === null) === (deputyId === null)) return undefined;
  const pointer = from === null ? '/from' : to === null ? '/to' : '/deputyId';
  return { pointer, code: 'REQUIRED', message: 'is required, or all three are null' };
}

function endsBeforeStart({ from, to }: SetAbsence): FieldError | undefined {
  if (from === null || to === null || from <= to) return undefined;
  return { pointer: '/to', code: 'RANGE', message: 'must not be before from' };
}

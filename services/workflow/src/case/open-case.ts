import { faultAt } from '#contracts/errors';
import type { OpenCase } from '#contracts/workflow/open-case';
import type { Given } from '#libs/event-sourcing';
import { openedCase, type PlanFacts } from './plan-case';
import type { WorkCase, WorkCaseEvent } from './work-case';

export interface NewCaseFacts extends PlanFacts {
  readonly isEmployee: boolean;
}

export function openCase(command: OpenCase, state: WorkCase, given: Given<NewCaseFacts>): WorkCaseEvent[] {
  const { kind, employeeId, effectiveOn } = command;
  if (!given.facts.isEmployee) throw faultAt('NOT_FOUND', '/employeeId', 'is no employee here');
  const plan = { caseId: given.newId('case'), kind, employeeId, spell: null };
  return openedCase(plan, state, { ...given.facts, effectiveOn }, given);
}

import fc from 'fast-check';
import { DomainError } from '#contracts/errors';
import { decidingActor } from '#libs/identity';
import { GIVEN } from '#libs/testing/given-when-then';
import { claimInboxTask, releaseInboxTask } from '../inbox/claim-inbox-task';
import { completeInboxTask, rejectInboxTask } from '../inbox/complete-inbox-task';
import { reassignInboxTask } from '../inbox/reassign-inbox-task';
import { releaseMemberTasks } from '../inbox/release-member-tasks';
import { BEN, CASE, ME, caseOpened, idOf, planned, reassigning, revocation, taskOf, wanted } from './case.fixture';
import { planCase } from './plan-case';
import { settleTask } from './settle-task';
import { isUnsettled, subjectOf } from './task-rules';
import { waiveTask } from './waive-task';
import { workCase, type WorkCase, type WorkCaseEvent } from './work-case';

const KEYS = ['desk', 'badge', 'revoke:g1'];
const tasks = [taskOf('desk'), taskOf('badge'), revocation('g1')];
const live = wanted('revoke:g2', { kind: 'revoke_grant', from: 'live', about: subjectOf({ grantId: 'g2' }) });

const step = fc.record({
  what: fc.constantFrom(
    ...(['claim', 'release', 'complete', 'reject', 'reassign', 'waive', 'settle', 'refuse', 'leave', 'grant'] as const),
  ),
  key: fc.constantFrom(...KEYS),
  by: fc.constantFrom(ME, BEN),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function decided({ what, key, by }: Step, state: WorkCase): readonly WorkCaseEvent[] {
  const taskId = idOf(key);
  const of = { caseId: CASE, taskId };
  const actor = decidingActor({ id: by, roles: ['viewer'] });
  const given = { ...GIVEN, actor, ...reassigning({ personId: null }) };
  switch (what) {
    case 'claim':
      return claimInboxTask({ taskId }, state, given);
    case 'release':
      return releaseInboxTask({ taskId }, state, given);
    case 'complete':
      return completeInboxTask({ taskId }, state, given);
    case 'reject':
      return rejectInboxTask({ taskId }, state, given);
    case 'reassign':
      return reassignInboxTask({ taskId, to: BEN }, state, given);
    case 'waive':
      return waiveTask({ ...of, reason: 'none' }, state, given);
    case 'settle':
      return settleTask(of, state, given);
    case 'refuse':
      return settleTask({ ...of, code: 'CONFLICT' }, state, given);
    case 'leave':
      return releaseMemberTasks({ userId: by }, state, { ...given, facts: { userId: by, manager: null } });
    case 'grant': {
      const plan = { caseId: CASE, kind: 'offboarding', employeeId: GIVEN.newId('ana'), spell: 1 } as const;
      const present = { grants: new Set(['g1', 'g2']), products: new Set<string>(), owned: new Set<string>() };
      return planCase(plan, state, { ...given, ...planned({ wanted: [live], present }) });
    }
  }
}

function after(state: WorkCase, events: readonly WorkCaseEvent[], revision: number): WorkCase {
  return events.reduce(
    (folded, each, at) => workCase.evolve(folded, { ...each, revision: revision + at, occurredAt: GIVEN.now }),
    state,
  );
}

it('a case is completed exactly when nothing of it is left to do, whatever is done in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let state = after(workCase.initial(), [caseOpened(), ...tasks], 0);
      for (const [at, each] of steps.entries()) {
        try {
          state = after(state, decided(each, state), 100 * (at + 1));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
        }
        expect(state.status === 'completed').toBe(![...state.tasks.values()].some(isUnsettled));
      }
    }),
    { numRuns: 60 },
  );
});

import { event } from '#contracts/declare/event';
import { CaseOpened, type CaseKind } from '#contracts/workflow/case-events';
import { InboxTaskOpened } from '#contracts/workflow/inbox-events';
import { GIVEN } from '#libs/testing/given-when-then';
import type { Standing } from '../inbox/standing';
import { MONDAY_TO_FRIDAY } from '../working-days/working-week';
import type { CaseFacts } from './case-rules';
import type { PlanFacts } from './plan-case';
import { ADMINISTRATORS, subjectOf } from './task-rules';
import type { WantedTask } from './wanted-tasks';
import type { WorkCaseEvent } from './work-case';

export const CASE = GIVEN.newId('the case');
export const [PERSON, PERSON_USER] = [GIVEN.newId('ana'), GIVEN.newId("ana's login")] as const;
export const [BEN, CLARA] = [GIVEN.newId('ben'), GIVEN.newId('clara')] as const;
/** The actor of the specs' decisions. */
export const ME = GIVEN.actor.id;

export const USERS: CaseFacts['users'] = new Map([
  [ME, 'active'],
  [BEN, 'active'],
  [CLARA, 'inactive'],
  [PERSON_USER, 'active'],
]);
export const CASE_FACTS: CaseFacts = { personId: PERSON_USER, users: USERS };

/** Of a candidate. */
export const standing = (more: Partial<Standing> = {}): { facts: Standing } => ({
  facts: { ...CASE_FACTS, isTheirs: true, isEverywhere: false, forUserId: null, ...more },
});

/** With the roles to which a task may be given. */
export const reassigning = (more: Partial<Standing> = {}) => ({
  facts: { ...standing(more).facts, roles: new Set(['admin', 'manager']) },
});

export const caseOpened = (kind: CaseKind = 'offboarding', more: Partial<CaseOpened> = {}): WorkCaseEvent =>
  event(CaseOpened, {
    caseId: CASE,
    kind,
    employeeId: PERSON,
    spell: 1,
    effectiveOn: '2026-06-30',
    post: 1,
    ...more,
  });

export const idOf = (key: string) => GIVEN.newId(`task/${key}`);

export const taskOf = (key: string, more: Partial<InboxTaskOpened> = {}): WorkCaseEvent =>
  event(InboxTaskOpened, {
    taskId: idOf(key),
    caseId: CASE,
    taskKey: key,
    kind: 'todo',
    title: key,
    note: null,
    reason: null,
    candidates: [ADMINISTRATORS],
    dueOn: '2026-06-30',
    dueAfter: 0,
    priority: 'normal',
    about: subjectOf({ employeeId: PERSON }),
    ...more,
  });

export const revocation = (grant: string, more: Partial<InboxTaskOpened> = {}): WorkCaseEvent =>
  taskOf(`revoke:${grant}`, {
    kind: 'revoke_grant',
    about: subjectOf({ employeeId: PERSON, grantId: grant, productId: `product of ${grant}` }),
    ...more,
  });

export const wanted = (key: string, more: Partial<WantedTask> = {}): WantedTask => ({
  key,
  kind: 'todo',
  title: key,
  note: null,
  candidates: [ADMINISTRATORS],
  dueAfter: 0,
  priority: 'normal',
  about: subjectOf({ employeeId: PERSON }),
  from: 'defaults',
  ...more,
});

export const planned = (more: Partial<PlanFacts> = {}): { facts: PlanFacts } => ({
  facts: {
    effectiveOn: '2026-06-30',
    opens: true,
    isFormer: false,
    leftOn: null,
    post: 1,
    wanted: [],
    working: MONDAY_TO_FRIDAY,
    present: { grants: new Set(), products: new Set(), owned: new Set() },
    ...more,
  },
});

import { event } from '#contracts/declare/event';
import { CaseCanceled, CaseCompleted } from '#contracts/workflow/case-events';
import {
  InboxTaskCanceled,
  InboxTaskCommented,
  InboxTaskCompleted,
  InboxTaskFailed,
  InboxTaskStarted,
  InboxTaskWaived,
} from '#contracts/workflow/inbox-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { cancelCase } from './cancel-case';
import {
  BEN,
  CASE,
  CASE_FACTS,
  CLARA,
  ME,
  PERSON,
  PERSON_USER,
  caseOpened,
  idOf,
  revocation,
  taskOf,
} from './case.fixture';
import { handOverCase } from './hand-over-case';
import { openReviewTask } from './open-review-task';
import { settleTask } from './settle-task';
import { subjectOf } from './task-rules';
import { waiveTask } from './waive-task';
import { workCase, type WorkCaseEvent } from './work-case';

const facts = { facts: CASE_FACTS };
const me = { userId: ME, forUserId: null };
const of = (key: string) => ({ caseId: CASE, taskId: idOf(key) });
const grants = Array.from({ length: 7 }, (_, n) => `g${n + 1}`);
const about = (grantId: string) => subjectOf({ employeeId: PERSON, grantId, productId: `product of ${grantId}` });
const started = (grant: string): WorkCaseEvent =>
  event(InboxTaskStarted, {
    ...of(`revoke:${grant}`),
    ...me,
    kind: 'revoke_grant',
    about: about(grant),
    toUserId: null,
  });
const done = (grant: string): WorkCaseEvent => event(InboxTaskCompleted, { ...of(`revoke:${grant}`), ...me });
const completed = event(CaseCompleted, { caseId: CASE });

describe('seven revocations', () => {
  const begun = [caseOpened(), ...grants.map((each) => revocation(each)), ...grants.map(started)];
  const others = grants.filter((each) => each !== 'g6').map(done);
  const failed = event(InboxTaskFailed, { ...of('revoke:g6'), code: 'CONFLICT' });

  it('of which one is refused leave the case open, with the code', () => {
    given(workCase, ...begun, ...others)
      .when(settleTask, { ...of('revoke:g6'), code: 'CONFLICT' })
      .then(failed);
    given(workCase, ...begun, ...others.slice(1), failed)
      .when(settleTask, of('revoke:g1'))
      .then(done('g1'));
  });

  it('complete it with the last one', () => {
    given(workCase, ...begun, ...others)
      .when(settleTask, of('revoke:g6'))
      .then(done('g6'), completed);
    given(workCase, ...begun, ...others, failed, started('g6'))
      .when(settleTask, of('revoke:g6'))
      .then(done('g6'), completed);
  });

  it('are each settled once', () => {
    given(workCase, ...begun, done('g1'))
      .when(settleTask, of('revoke:g1'))
      .thenNothing();
  });
});

describe('waiving', () => {
  const past = given(workCase, caseOpened(), taskOf('desk'));
  const waived = event(InboxTaskWaived, { ...of('desk'), userId: ME, waivedReason: 'none' });

  it('the last task completes the case', () => {
    past.when(waiveTask, { ...of('desk'), reason: 'none' }, facts).then(waived, completed);
  });

  it('is nothing for the person themselves, nor for a task that is settled', () => {
    const own = { facts: { ...CASE_FACTS, personId: ME } };
    past.when(waiveTask, { ...of('desk'), reason: 'none' }, own).thenRefused('FORBIDDEN');
    past.when(waiveTask, { ...of('other'), reason: 'none' }, facts).thenRefused('NOT_FOUND');
    given(workCase, caseOpened(), taskOf('desk'), waived, completed)
      .when(waiveTask, { ...of('desk'), reason: 'none' }, facts)
      .thenRefused('CONFLICT');
  });
});

describe('canceling a case', () => {
  it('closes its tasks with the reason, and leaves what was said', () => {
    const comment = { ...of('desk'), ...me, commentId: GIVEN.newId('c'), text: 'Ordered' };
    given(workCase, caseOpened('onboarding'), taskOf('desk'), event(InboxTaskCommented, comment))
      .when(cancelCase, { caseId: CASE, reason: 'Not signed' }, facts)
      .then(
        event(InboxTaskCanceled, { ...of('desk'), canceledReason: 'Not signed' }),
        event(CaseCanceled, { caseId: CASE, canceledBy: 'hand', canceledReason: 'Not signed' }),
      );
  });

  it('waits for no command that is under way, and then proposes to give back what it took', () => {
    const past = given(workCase, caseOpened(), revocation('g1'), started('g1'));
    const byHand = event(CaseCanceled, { caseId: CASE, canceledBy: 'hand', canceledReason: 'no' });
    past.when(cancelCase, { caseId: CASE, reason: 'no' }, facts).then(byHand);
    given(workCase, caseOpened(), revocation('g1'), started('g1'), byHand)
      .when(settleTask, of('revoke:g1'))
      .thenMatching({ type: 'InboxTaskCompleted' }, { type: 'InboxTaskOpened', data: { kind: 'give_grant' } });
  });

  it('is refused once it is closed', () => {
    given(workCase, caseOpened(), completed)
      .when(cancelCase, { caseId: CASE, reason: 'no' }, facts)
      .thenRefused('CONFLICT');
    given(workCase).when(cancelCase, { caseId: CASE, reason: 'no' }, facts).thenRefused('NOT_FOUND');
  });
});

describe('a hand-over', () => {
  const owned = (id: string) => ({
    kind: 'hand_over' as const,
    about: subjectOf({ employeeId: PERSON, userId: PERSON_USER, handedOver: 'domain', domainId: id }),
  });
  const past = given(
    workCase,
    caseOpened(),
    taskOf('one', owned('one')),
    taskOf('two', owned('two')),
    revocation('g1'),
  );
  const to = (id: string) => ({ caseId: CASE, to: id });

  it('begins everything that the person owns at once', () => {
    past
      .when(handOverCase, to(BEN), facts)
      .then(
        ...['one', 'two'].map((key) => event(InboxTaskStarted, { ...of(key), ...me, ...owned(key), toUserId: BEN })),
      );
  });

  it('comes to open tasks last: their receiver is a member of the domains by then', () => {
    const tasks = {
      kind: 'hand_over' as const,
      about: subjectOf({ employeeId: PERSON, userId: PERSON_USER, handedOver: 'open_tasks' }),
    };
    given(workCase, caseOpened(), taskOf('tasks', tasks), taskOf('one', owned('one')))
      .when(handOverCase, to(BEN), facts)
      .then(
        event(InboxTaskStarted, { ...of('one'), ...me, ...owned('one'), toUserId: BEN }),
        event(InboxTaskStarted, { ...of('tasks'), ...me, ...tasks, toUserId: BEN }),
      );
  });

  it('is to an active user, who is not the person', () => {
    past.when(handOverCase, to(CLARA), facts).thenRefused('VALIDATION_FAILED');
    past.when(handOverCase, to(PERSON_USER), facts).thenRefused('VALIDATION_FAILED');
    past.when(handOverCase, to(GIVEN.newId('nobody')), facts).thenRefused('NOT_FOUND');
  });
});

it('a review of one key is one task', () => {
  const command = { taskKey: 'unknown_leaver:1', title: 'Unknown leaver', reason: 'unknown_leaver', about: {} };
  const review = { facts: { taskId: idOf('review') } };
  const decided = given(workCase).when(openReviewTask, command, review);
  decided.thenMatching({ type: 'InboxTaskOpened', data: { kind: 'review', caseId: null, taskId: idOf('review') } });
  given(workCase, ...decided.events())
    .when(openReviewTask, command, review)
    .thenNothing();
});

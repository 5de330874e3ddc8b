import { event } from '#contracts/declare/event';
import {
  CaseCanceled,
  CaseCompleted,
  CaseReopened,
  CaseReplanned,
  CaseRescheduled,
} from '#contracts/workflow/case-events';
import {
  InboxTaskCanceled,
  InboxTaskChanged,
  InboxTaskCompleted,
  InboxTaskStarted,
} from '#contracts/workflow/inbox-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { CASE, PERSON, caseOpened, idOf, planned, revocation, taskOf, wanted } from './case.fixture';
import { planCase, type PlannedCase } from './plan-case';
import { subjectOf } from './task-rules';
import { workCase, type WorkCaseEvent } from './work-case';

const plan = (kind: PlannedCase['kind']): PlannedCase => ({ caseId: CASE, kind, employeeId: PERSON, spell: 1 });
const [leave, hire] = [plan('offboarding'), plan('onboarding')];
const ofTask = (key: string) => ({ taskId: idOf(key), caseId: CASE });
const nobody = { userId: null, forUserId: null };
const done = (key: string): WorkCaseEvent => event(InboxTaskCompleted, { ...ofTask(key), ...nobody });
const completed = event(CaseCompleted, { caseId: CASE });
const withdrawn = (canceledReason: string): WorkCaseEvent =>
  event(CaseCanceled, { caseId: CASE, canceledBy: 'withdrawn', canceledReason });
const held = (...grants: string[]) => ({
  grants: new Set(grants),
  products: new Set<string>(),
  owned: new Set<string>(),
});
const live = (grant: string) =>
  wanted(`revoke:${grant}`, {
    kind: 'revoke_grant',
    from: 'live',
    about: subjectOf({ employeeId: PERSON, grantId: grant, productId: `product of ${grant}` }),
  });

describe('a case', () => {
  it('is opened with its tasks, due by working days', () => {
    const events = [caseOpened(), taskOf('desk', { dueOn: '2026-06-25', dueAfter: -3 }), revocation('g1')];
    given(workCase)
      .when(planCase, leave, planned({ wanted: [wanted('desk', { dueAfter: -3 }), live('g1')] }))
      .then(...events);
  });

  it('is opened once, however often the person is announced', () => {
    given(workCase, caseOpened('onboarding'), taskOf('desk'))
      .when(planCase, hire, planned({ wanted: [wanted('desk')] }))
      .thenNothing();
  });

  it('of something long ago is not opened', () => {
    given(workCase)
      .when(planCase, hire, planned({ opens: false, wanted: [wanted('desk')] }))
      .thenNothing();
  });

  it('with nothing to do is completed at once', () => {
    given(workCase).when(planCase, hire, planned()).then(caseOpened('onboarding'), completed);
  });

  it('keeps its tasks when the templates change', () => {
    given(workCase, caseOpened('onboarding'), taskOf('desk'))
      .when(planCase, hire, planned({ wanted: [wanted('another')] }))
      .thenNothing();
  });

  it('moves with its date, but for what somebody has dated by hand', () => {
    const byHand = { dueOn: '2026-06-20', followUpOn: null, priority: 'normal', dueAfter: null } as const;
    given(
      workCase,
      caseOpened('onboarding'),
      taskOf('desk', { dueAfter: -1, dueOn: '2026-06-29' }),
      taskOf('badge'),
      event(InboxTaskChanged, { ...ofTask('badge'), ...byHand }),
    )
      .when(planCase, hire, planned({ effectiveOn: '2026-05-31' }))
      .then(
        event(CaseRescheduled, { caseId: CASE, effectiveOn: '2026-05-31' }),
        event(InboxTaskChanged, {
          ...ofTask('desk'),
          dueOn: '2026-05-29',
          followUpOn: null,
          priority: 'normal',
          dueAfter: -1,
        }),
      );
  });
});

describe('an onboarding', () => {
  it('follows a change of the department before it is done', () => {
    const events = [
      event(CaseReplanned, { caseId: CASE, post: 2 }),
      taskOf('new'),
      event(InboxTaskCanceled, { ...ofTask('old'), canceledReason: 'The person has another post' }),
    ];
    given(workCase, caseOpened('onboarding'), taskOf('old'), taskOf('both'))
      .when(planCase, hire, planned({ post: 2, wanted: [wanted('both'), wanted('new')] }))
      .then(...events);
  });

  it('is done when the last of its products was given elsewhere', () => {
    const give = { kind: 'give_grant', about: subjectOf({ employeeId: PERSON, productId: 'mail' }) } as const;
    given(workCase, caseOpened('onboarding'), taskOf('give:mail', give))
      .when(planCase, hire, planned({ present: { ...held(), products: new Set(['mail']) } }))
      .then(done('give:mail'), completed);
  });

  it('that is canceled closes its tasks with the reason', () => {
    const reason = 'The employment was taken back';
    given(workCase, caseOpened('onboarding'), taskOf('desk'), taskOf('badge'), done('badge'))
      .when(planCase, hire, planned({ effectiveOn: null }))
      .then(event(InboxTaskCanceled, { ...ofTask('desk'), canceledReason: reason }), withdrawn(reason));
  });
});

describe('when the person has left', () => {
  const reason = 'The person has left';
  const left = planned({ effectiveOn: '2026-05-04', leftOn: '2026-06-30', wanted: [wanted('desk')] });
  const closed = [event(InboxTaskCanceled, { ...ofTask('desk'), canceledReason: reason }), withdrawn(reason)];

  it('an onboarding that is open is canceled, and so is a move; none is opened', () => {
    given(workCase, caseOpened('onboarding'), taskOf('desk'), taskOf('badge'), done('badge'))
      .when(planCase, hire, left)
      .then(...closed);
    given(workCase, caseOpened('mover'), taskOf('desk'))
      .when(planCase, { ...plan('mover'), spell: null }, left)
      .then(...closed);
    given(workCase).when(planCase, hire, left).thenNothing();
    given(workCase, caseOpened('onboarding'), completed).when(planCase, hire, left).thenNothing();
  });

  it('a task whose command is under way reports its outcome itself', () => {
    const give = { kind: 'give_grant', about: subjectOf({ productId: 'mail' }), toUserId: null } as const;
    const under = event(InboxTaskStarted, { ...ofTask('desk'), ...nobody, userId: GIVEN.actor.id, ...give });
    given(workCase, caseOpened('onboarding'), taskOf('desk'), under).when(planCase, hire, left).then(withdrawn(reason));
  });

  it('the offboarding goes on, and so does what is dated after the leave', () => {
    given(workCase, caseOpened(), revocation('g1'))
      .when(planCase, leave, planned({ leftOn: '2026-06-30', wanted: [live('g1')], present: held('g1') }))
      .thenNothing();
    given(workCase, caseOpened('onboarding'), taskOf('desk'))
      .when(planCase, { ...hire, spell: null }, planned({ leftOn: '2026-06-29', wanted: [wanted('desk')] }))
      .thenNothing();
  });

  it('an onboarding is open again once the leave is taken back', () => {
    given(workCase, caseOpened('onboarding'), taskOf('desk'), ...closed)
      .when(planCase, hire, planned({ wanted: [wanted('desk')] }))
      .then(caseOpened('onboarding'), taskOf('desk'));
  });
});

describe('an offboarding', () => {
  it('gets a task for each grant that is given before it ends', () => {
    given(workCase, caseOpened(), revocation('g1'))
      .when(planCase, leave, planned({ wanted: [live('g1'), live('g2')], present: held('g1', 'g2') }))
      .then(revocation('g2'));
  });

  it('is open again when the person gets something after everything was done', () => {
    given(workCase, caseOpened(), revocation('g1'), done('revoke:g1'), completed)
      .when(planCase, leave, planned({ wanted: [live('g2')], present: held('g2') }))
      .then(event(CaseReopened, { caseId: CASE }), revocation('g2'));
  });

  it('has nothing to do with what the person gets after they came back', () => {
    given(workCase, caseOpened(), revocation('g1'), done('revoke:g1'), completed)
      .when(planCase, leave, planned({ isFormer: true, wanted: [live('g2')], present: held('g2') }))
      .thenNothing();
  });

  it('is completed by grants that end by themselves', () => {
    given(workCase, caseOpened(), revocation('g1'), revocation('g2'))
      .when(planCase, leave, planned({ wanted: [live('g2')], present: held('g2') }))
      .then(done('revoke:g1'));
    given(workCase, caseOpened(), revocation('g1')).when(planCase, leave, planned()).then(done('revoke:g1'), completed);
  });

  it('that is withdrawn proposes to give back what was taken', () => {
    const reason = 'The leave was taken back';
    const taken = given(workCase, caseOpened(), revocation('g1'), revocation('g2'), done('revoke:g1'));
    taken.when(planCase, leave, planned({ effectiveOn: null })).thenMatching(
      { type: 'InboxTaskCanceled', data: { taskId: idOf('revoke:g2'), canceledReason: reason } },
      { type: 'CaseCanceled' },
      {
        type: 'InboxTaskOpened',
        data: { kind: 'give_grant', reason: 'taken_back', about: { employeeId: PERSON, productId: 'product of g1' } },
      },
    );
  });

  it('that was withdrawn is the same case when the leave is announced anew, unless somebody canceled it by hand', () => {
    const past = [caseOpened(), taskOf('desk'), event(InboxTaskCanceled, { ...ofTask('desk'), canceledReason: 'no' })];
    given(workCase, ...past, withdrawn('no'))
      .when(planCase, leave, planned({ wanted: [wanted('desk')] }))
      .then(caseOpened(), taskOf('desk'));
    const byHand = event(CaseCanceled, { caseId: CASE, canceledBy: 'hand', canceledReason: 'no' });
    given(workCase, ...past, byHand)
      .when(planCase, leave, planned({ wanted: [wanted('desk')] }))
      .thenNothing();
  });

  it('that follows no employment keeps its date', () => {
    given(workCase, caseOpened())
      .when(planCase, { ...leave, spell: null }, planned({ effectiveOn: '2026-01-31', wanted: [live('g1')] }))
      .thenMatching({ type: 'InboxTaskOpened', data: { dueOn: '2026-06-30' } });
  });
});

import { event } from '#contracts/declare/event';
import { CaseCanceled, CaseCompleted } from '#contracts/workflow/case-events';
import {
  InboxTaskClaimed,
  InboxTaskCommented,
  InboxTaskCompleted,
  InboxTaskFailed,
  InboxTaskReassigned,
  InboxTaskReleased,
  InboxTaskStarted,
  InboxTaskWaived,
} from '#contracts/workflow/inbox-events';
import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { BEN, CASE, CLARA, ME, PERSON, caseOpened, idOf, revocation, taskOf } from './case.fixture';
import { CaseRow, InboxClaimantRow, InboxCommentRow, InboxTaskRow } from './case.entity';
import { caseProjection } from './case.projection';
import { ADMINISTRATORS, subjectOf, taskCandidate } from './task-rules';
import type { WorkCaseEvent } from './work-case';

const of = { taskId: idOf('desk'), caseId: CASE };
const me = { userId: ME, forUserId: null };
const claimed = event(InboxTaskClaimed, { ...of, ...me, holderId: ME });
const folded = (...events: WorkCaseEvent[]) => folding(caseProjection, caseOpened(), taskOf('desk'), ...events);
const taskAfter = (...events: WorkCaseEvent[]) => folded(...events).rowOf(InboxTaskRow);

describe('the row of a task', () => {
  it('shows its candidates by kind', () => {
    const candidates = [
      taskCandidate.user(BEN),
      taskCandidate.manager(PERSON, CLARA),
      taskCandidate.serviceAdmins('contoso'),
      ADMINISTRATORS,
    ];
    expect(folding(caseProjection, caseOpened(), taskOf('desk', { candidates })).rowOf(InboxTaskRow)).toMatchObject({
      streamId: CASE,
      employeeId: PERSON,
      candidateUserIds: [BEN, CLARA],
      candidateRoles: ['admin'],
      candidateServiceIds: ['contoso'],
      status: 'open',
      holderId: null,
    });
  });

  it('shows its holder, and who has completed it', () => {
    expect(taskAfter(claimed)).toMatchObject({ holderId: ME, status: 'open' });
    const released = event(InboxTaskReleased, { ...of, ...me, reason: 'by_hand' });
    expect(taskAfter(claimed, released)).toMatchObject({ holderId: null });
    const candidates = [taskCandidate.user(BEN)];
    const reassigned = event(InboxTaskReassigned, { ...of, ...me, holderId: BEN, candidates });
    expect(taskAfter(reassigned)).toMatchObject({ holderId: BEN, candidateUserIds: [BEN], candidateRoles: [] });
    const done = event(InboxTaskCompleted, { ...of, userId: ME, forUserId: BEN });
    expect(taskAfter(claimed, done)).toMatchObject({ status: 'done', completedBy: ME, completedFor: BEN });
  });

  it('is found by its holder and its candidates of the moment', () => {
    const candidates = [taskCandidate.user(BEN), taskCandidate.serviceAdmins('contoso'), ADMINISTRATORS];
    const claimants = (...events: WorkCaseEvent[]) =>
      folding(caseProjection, caseOpened(), taskOf('desk', { candidates }), ...events)
        .rowsOf(InboxClaimantRow)
        .map(({ slot, claimant }) => [slot, claimant] as const)
        .toSorted(([one], [other]) => one - other);
    const named = [
      [1, `user:${BEN}`],
      [2, 'service:contoso'],
      [3, 'role:admin'],
    ];
    expect(claimants()).toEqual(named);
    expect(claimants(claimed)).toEqual([[0, `user:${ME}`], ...named]);
    const released = event(InboxTaskReleased, { ...of, ...me, reason: 'by_hand' });
    expect(claimants(claimed, released)).toEqual(named);
    const to = { holderId: CLARA, candidates: [taskCandidate.user(CLARA)] };
    expect(claimants(claimed, event(InboxTaskReassigned, { ...of, ...me, ...to }))).toEqual([
      [0, `user:${CLARA}`],
      [1, `user:${CLARA}`],
    ]);
  });

  it('counts its comments', () => {
    const comment = event(InboxTaskCommented, { ...of, ...me, commentId: GIVEN.newId('c'), text: 'Soon' });
    expect(taskAfter(comment)).toMatchObject({ commentCount: 1 });
    expect(folded(comment).rowOf(InboxCommentRow)).toMatchObject({ taskId: of.taskId, text: 'Soon', userId: ME });
  });
});

describe('the row of a case', () => {
  const revoked = { taskId: idOf('revoke:g1'), caseId: CASE };
  const about = subjectOf({ employeeId: PERSON, grantId: 'g1' });
  const started = event(InboxTaskStarted, { ...revoked, ...me, kind: 'revoke_grant', about, toUserId: null });
  const failed = event(InboxTaskFailed, { ...revoked, code: 'CONFLICT' });
  const rowAfter = (...events: WorkCaseEvent[]) => folded(revocation('g1'), ...events).rowOf(CaseRow);

  it('counts what is open, and what was refused', () => {
    expect(rowAfter()).toMatchObject({ status: 'open', openTasks: 2, failedTasks: 0 });
    expect(rowAfter(started, failed)).toMatchObject({ openTasks: 2, failedTasks: 1 });
    expect(rowAfter(started, failed, started)).toMatchObject({ openTasks: 2, failedTasks: 0 });
    const waived = event(InboxTaskWaived, { ...of, userId: ME, waivedReason: 'none' });
    expect(rowAfter(waived)).toMatchObject({ openTasks: 1 });
  });

  it('shows how it ended', () => {
    expect(rowAfter(event(CaseCompleted, { caseId: CASE }))).toMatchObject({ status: 'completed' });
    const canceled = event(CaseCanceled, { caseId: CASE, canceledBy: 'hand', canceledReason: 'no' });
    expect(rowAfter(canceled)).toMatchObject({ status: 'canceled', canceledReason: 'no' });
  });
});

import { event } from '#contracts/declare/event';
import { CaseCompleted } from '#contracts/workflow/case-events';
import {
  InboxTaskClaimed,
  InboxTaskCommented,
  InboxTaskCompleted,
  InboxTaskReassigned,
  InboxTaskRejected,
  InboxTaskReleased,
  InboxTaskStarted,
} from '#contracts/workflow/inbox-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import {
  BEN,
  CASE,
  CLARA,
  ME,
  PERSON,
  PERSON_USER,
  caseOpened,
  idOf,
  reassigning,
  standing,
  taskOf,
} from '../case/case.fixture';
import { ADMINISTRATORS, taskCandidate, subjectOf } from '../case/task-rules';
import { workCase, type WorkCaseEvent } from '../case/work-case';
import { claimInboxTask, releaseInboxTask } from './claim-inbox-task';
import { commentInboxTask } from './comment-inbox-task';
import { completeInboxTask, rejectInboxTask } from './complete-inbox-task';
import { changeInboxTask, reassignInboxTask } from './reassign-inbox-task';
import { releaseMemberTasks } from './release-member-tasks';

const taskId = idOf('desk');
const of = { taskId, caseId: CASE };
const me = { userId: ME, forUserId: null };
const claimedBy = (holderId: string): WorkCaseEvent =>
  event(InboxTaskClaimed, { ...of, userId: holderId, forUserId: null, holderId });
const taskDone: WorkCaseEvent = event(InboxTaskCompleted, { ...of, ...me });
const completed = event(CaseCompleted, { caseId: CASE });
const past = (...more: WorkCaseEvent[]) => given(workCase, caseOpened(), taskOf('desk'), ...more);

describe('claiming', () => {
  it('makes the caller the holder, once', () => {
    past().when(claimInboxTask, { taskId }, standing()).then(claimedBy(ME));
    past(claimedBy(ME)).when(claimInboxTask, { taskId }, standing()).thenNothing();
  });

  it('is refused while somebody else holds it, who is named', () => {
    past(claimedBy(BEN)).when(claimInboxTask, { taskId }, standing()).thenRefused('CONFLICT', { holderId: BEN });
  });

  it('shows nothing of a task that is not the caller’s', () => {
    past()
      .when(claimInboxTask, { taskId }, standing({ isTheirs: false }))
      .thenRefused('NOT_FOUND');
    past()
      .when(claimInboxTask, { taskId: GIVEN.newId('none') }, standing())
      .thenRefused('NOT_FOUND');
  });

  it('by a deputy takes the task over from the absent holder, with both names', () => {
    past(claimedBy(BEN))
      .when(claimInboxTask, { taskId }, standing({ forUserId: BEN }))
      .then(event(InboxTaskClaimed, { ...of, userId: ME, forUserId: BEN, holderId: ME }));
  });
});

describe('completing', () => {
  it('claims a task that nobody holds, and completes the case with the last one', () => {
    const events = [claimedBy(ME), taskDone, completed];
    past()
      .when(completeInboxTask, { taskId }, standing())
      .then(...events);
    past(claimedBy(ME)).when(completeInboxTask, { taskId }, standing()).then(taskDone, completed);
  });

  it('twice is one event, and is refused to whoever lost the claim', () => {
    past(claimedBy(ME), taskDone, completed).when(completeInboxTask, { taskId }, standing()).thenNothing();
    past(claimedBy(ME), taskDone, completed)
      .when(completeInboxTask, { taskId, to: GIVEN.newId('none') }, standing())
      .thenRefused('NOT_FOUND');
    past(claimedBy(BEN)).when(completeInboxTask, { taskId }, standing()).thenRefused('CONFLICT', { holderId: BEN });
    const byBen = event(InboxTaskCompleted, { ...of, userId: BEN, forUserId: null });
    past(claimedBy(BEN), byBen).when(completeInboxTask, { taskId }, standing()).thenRefused('CONFLICT');
  });

  it('leaves the case open while something else is to be done', () => {
    past(taskOf('badge'), claimedBy(ME)).when(completeInboxTask, { taskId }, standing()).then(taskDone);
  });

  it('by a deputy has both names', () => {
    past(claimedBy(BEN))
      .when(completeInboxTask, { taskId }, standing({ forUserId: BEN }))
      .then(event(InboxTaskCompleted, { ...of, userId: ME, forUserId: BEN }), completed);
  });

  it('records what is said', () => {
    const comment = { ...of, ...me, commentId: GIVEN.newId('comment'), text: 'Done' };
    const events = [event(InboxTaskCommented, comment), taskDone, completed];
    past(claimedBy(ME))
      .when(completeInboxTask, { taskId, comment: 'Done' }, standing())
      .then(...events);
  });

  it('begins the command that the task stands for', () => {
    const about = subjectOf({ employeeId: PERSON, userId: PERSON_USER, handedOver: 'domain', domainId: 'd' });
    const handing = given(workCase, caseOpened(), taskOf('desk', { kind: 'hand_over', about }), claimedBy(ME));
    const started = (toUserId: string) => event(InboxTaskStarted, { ...of, ...me, kind: 'hand_over', about, toUserId });
    handing.when(completeInboxTask, { taskId, to: BEN }, standing()).then(started(BEN));
    handing.when(completeInboxTask, { taskId }, standing()).then(started(ME));
    handing.when(completeInboxTask, { taskId, to: CLARA }, standing()).thenRefused('VALIDATION_FAILED');
  });
});

describe('a leaver', () => {
  it('moves no task of their own case on, by themselves or as a deputy', () => {
    const own = standing({ personId: ME, isEverywhere: true });
    for (const decide of [claimInboxTask, releaseInboxTask, completeInboxTask, rejectInboxTask, changeInboxTask]) {
      past().when(decide, { taskId }, own).thenRefused('FORBIDDEN');
    }
    past().when(reassignInboxTask, { taskId, to: BEN }, reassigning(own.facts)).thenRefused('FORBIDDEN');
    past(claimedBy(PERSON_USER))
      .when(completeInboxTask, { taskId }, standing({ forUserId: PERSON_USER }))
      .thenRefused('FORBIDDEN');
  });

  it('is given none of it', () => {
    past().when(reassignInboxTask, { taskId, to: PERSON_USER }, reassigning()).thenRefused('CONFLICT');
  });
});

describe('a task', () => {
  it('is released by its holder, or by an administrator', () => {
    const released = event(InboxTaskReleased, { ...of, ...me, reason: 'by_hand' });
    past(claimedBy(ME)).when(releaseInboxTask, { taskId }, standing()).then(released);
    past(claimedBy(BEN))
      .when(releaseInboxTask, { taskId }, standing({ isEverywhere: true }))
      .then(released);
    past(claimedBy(BEN)).when(releaseInboxTask, { taskId }, standing()).thenRefused('CONFLICT', { holderId: BEN });
    past().when(releaseInboxTask, { taskId }, standing()).thenNothing();
  });

  it('that is rejected is open again when it is reassigned', () => {
    const rejected = event(InboxTaskRejected, { ...of, ...me });
    past(claimedBy(ME)).when(rejectInboxTask, { taskId }, standing()).then(rejected);
    past(rejected).when(completeInboxTask, { taskId }, standing()).thenRefused('CONFLICT', { status: 'rejected' });
    const toBen = event(InboxTaskReassigned, {
      ...of,
      ...me,
      holderId: BEN,
      candidates: [ADMINISTRATORS, taskCandidate.user(BEN)],
    });
    past(rejected)
      .when(reassignInboxTask, { taskId, to: BEN }, reassigning({ isEverywhere: true }))
      .then(toBen);
    past(rejected, toBen).when(completeInboxTask, { taskId }, standing()).thenRefused('CONFLICT', { holderId: BEN });
  });

  it('is reassigned to active users, and to roles', () => {
    past()
      .when(reassignInboxTask, { taskId, role: 'manager' }, reassigning())
      .then(event(InboxTaskReassigned, { ...of, ...me, holderId: null, candidates: [taskCandidate.role('manager')] }));
    past().when(reassignInboxTask, { taskId, to: CLARA }, reassigning()).thenRefused('VALIDATION_FAILED');
    past()
      .when(reassignInboxTask, { taskId, to: GIVEN.newId('none') }, reassigning())
      .thenRefused('NOT_FOUND');
    past().when(reassignInboxTask, { taskId, role: 'closed-long-ago' }, reassigning()).thenRefused('NOT_FOUND');
  });

  it('is commented on after it is done', () => {
    past(claimedBy(ME), taskDone, completed)
      .when(commentInboxTask, { taskId, text: 'Thanks' }, standing())
      .thenMatching({ type: 'InboxTaskCommented' });
  });
});

describe('the tasks of a user who can no longer sign in', () => {
  const gone = { userId: BEN };
  const facts = (manager = taskCandidate.manager('boss', CLARA)) => ({ facts: { userId: BEN, manager } });
  const released = event(InboxTaskReleased, { ...of, userId: null, forUserId: null, reason: 'member_ended' });

  it('go back to their candidates', () => {
    past(claimedBy(BEN), taskOf('badge')).when(releaseMemberTasks, gone, facts()).then(released);
  });

  it('go to the manager where nobody else is a candidate', () => {
    const alone = given(
      workCase,
      caseOpened(),
      taskOf('desk', { candidates: [taskCandidate.user(BEN)] }),
      claimedBy(BEN),
    );
    const reassigned = event(InboxTaskReassigned, {
      ...of,
      userId: null,
      forUserId: null,
      holderId: null,
      candidates: [taskCandidate.manager('boss', CLARA)],
    });
    alone.when(releaseMemberTasks, gone, facts()).then(released, reassigned);
    given(workCase, caseOpened(), taskOf('desk', { candidates: [taskCandidate.user(BEN)] }))
      .when(releaseMemberTasks, gone, facts())
      .then(reassigned);
  });

  it('stay as they are when they are settled', () => {
    past(claimedBy(BEN), event(InboxTaskCompleted, { ...of, userId: BEN, forUserId: null }))
      .when(releaseMemberTasks, gone, facts())
      .thenNothing();
  });
});

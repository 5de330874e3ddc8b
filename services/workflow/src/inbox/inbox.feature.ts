import { ChangeInboxTask } from '#contracts/workflow/change-inbox-task';
import { ClaimInboxTask } from '#contracts/workflow/claim-inbox-task';
import { CommentInboxTask } from '#contracts/workflow/comment-inbox-task';
import { CompleteInboxTask } from '#contracts/workflow/complete-inbox-task';
import { GetInboxTask } from '#contracts/workflow/get-inbox-task';
import { ListInboxTasks } from '#contracts/workflow/list-inbox-tasks';
import { ReassignInboxTask } from '#contracts/workflow/reassign-inbox-task';
import { RejectInboxTask } from '#contracts/workflow/reject-inbox-task';
import { ReleaseInboxTask } from '#contracts/workflow/release-inbox-task';
import { ReleaseMemberTasks } from '#contracts/workflow/release-member-tasks';
import { LISTED, atMost, equals } from '#libs/read-models';
import { command, handler, list, query, type Feature } from '#libs/runtime';
import { AbsenceRow } from '../absence/absence.entity';
import { absenceProjection } from '../absence/absence.projection';
import { CasePersonRow } from '../case/case-person.entity';
import { casePersonProjection } from '../case/case-person.projection';
import { InboxClaimantRow, InboxTaskRow } from '../case/case.entity';
import { caseProjection } from '../case/case.projection';
import { workCase, type WorkCase } from '../case/work-case';
import { claimInboxTask, releaseInboxTask } from './claim-inbox-task';
import { commentInboxTask } from './comment-inbox-task';
import { completeInboxTask, rejectInboxTask } from './complete-inbox-task';
import { formerHoldersReactor } from './former-holders.reactor';
import { reassigningStanding, standingTo, streamOfTask } from './inbox-facts.provider';
import { boundToCaller, getInboxTask, shownInboxTask } from './inbox-task.query';
import { changeInboxTask, reassignInboxTask } from './reassign-inbox-task';
import { releaseTasksOfMember } from './release-member-tasks.handler';

interface OfTask {
  readonly taskId: string;
}

const ofTask = {
  on: workCase,
  id: streamOfTask,
  facts: (command_: OfTask, given: Parameters<typeof standingTo>[1]) => standingTo(command_, given),
  thing: ({ tasks }: WorkCase, { taskId }: OfTask) => {
    const task = tasks.get(taskId);
    return task && { id: taskId, revision: task.revision };
  },
};

const OPEN = ['open', 'working', 'failed', 'rejected'];

export const inboxFeature: Feature = {
  wirings: [
    command(ClaimInboxTask, { ...ofTask, decide: claimInboxTask }),
    command(ReleaseInboxTask, { ...ofTask, decide: releaseInboxTask }),
    command(ReassignInboxTask, { ...ofTask, facts: reassigningStanding, decide: reassignInboxTask }),
    command(CompleteInboxTask, { ...ofTask, decide: completeInboxTask }),
    command(RejectInboxTask, { ...ofTask, decide: rejectInboxTask }),
    command(ChangeInboxTask, { ...ofTask, decide: changeInboxTask }),
    command(CommentInboxTask, {
      on: workCase,
      id: streamOfTask,
      facts: standingTo,
      decide: commentInboxTask,
      answer: ({ taskId }, { events: [made], revision }) => ({
        id: made?.type === 'InboxTaskCommented' ? made.data.commentId : taskId,
        taskId,
        revision,
      }),
    }),
    handler(ReleaseMemberTasks, releaseTasksOfMember, { reads: [caseProjection, casePersonProjection] }),
    query(GetInboxTask, getInboxTask, { reads: [caseProjection, casePersonProjection, absenceProjection] }),
    list(ListInboxTasks, {
      entity: InboxTaskRow,
      joins: { person: { entity: CasePersonRow, on: { employeeId: 'employeeId' } } },
      boundBy: { reads: [AbsenceRow, InboxClaimantRow], bound: boundToCaller },
      filters: {
        status: equals('status'),
        pending: (rows, pending) =>
          void rows.andWhere(`${LISTED}.status ${pending ? 'IN' : 'NOT IN'} (:...pending)`, { pending: OPEN }),
        mine: (rows, mine) => void rows.andWhere(`${LISTED}.holderId ${mine ? '=' : 'IS DISTINCT FROM'} :callerId`),
        claimed: (rows, claimed) => void rows.andWhere(`${LISTED}.holderId IS ${claimed ? 'NOT NULL' : 'NULL'}`),
        kind: equals('kind'),
        priority: equals('priority'),
        caseId: equals('caseId'),
        employeeId: equals('employeeId'),
        holderId: equals('holderId'),
        dueBy: atMost('dueOn'),
        followUpBy: (rows, day) =>
          void rows.andWhere(`(${LISTED}.followUpOn IS NULL OR ${LISTED}.followUpOn <= :followUpBy)`, {
            followUpBy: day,
          }),
      },
      show: shownInboxTask,
    }),
  ],
  reactors: [formerHoldersReactor],
};

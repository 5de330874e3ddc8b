import { MAX_ATTACHMENT_BYTES, MAX_DOMAIN_TASK_COMMENTS } from '#contracts/workflow/task-events';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { attachToTask, type StoredFile } from '../attachment/attach-to-task';
import { taskFilesReactor } from '../attachment/task-files.reactor';
import { changeTask } from './change-task';
import { commentTask } from './comment-task';
import { createTask } from './create-task';
import { nextTaskReactor } from './next-task.reactor';
import { openNextTask } from './open-next-task';
import { reassignTask } from './reassign-task';
import { completeTask, deleteTask } from './set-task-status';
import { task, type Task, type TaskEvent } from './task';
import { TaskCommentRow, TaskAttachmentRow, TaskRow } from './task.entity';
import {
  ADA,
  DAILY,
  DETAILS,
  DOMAIN,
  GRACE,
  MARY,
  TASK,
  WORK,
  assigned,
  attached,
  begun,
  canceled,
  changed,
  commented,
  completed,
  created,
  deleted,
} from './task.fixture';
import { taskProjection } from './task.projection';

const facts = { facts: WORK };
const stateAfter = (...events: readonly TaskEvent[]): Task =>
  events.reduce(
    (state, each, revision) => task.evolve(state, { ...each, revision, occurredAt: GIVEN.now }),
    task.initial(),
  );

describe('creating a task', () => {
  const command = { domainId: DOMAIN, title: 'Inspect the fire doors' };
  const create = (more: object = {}) => given(task).when(createTask, { ...command, ...more }, facts);

  it('fills in absent fields', () => {
    create().thenMatching({
      type: 'TaskCreated',
      data: { taskId: TASK, seriesId: TASK, priority: 'normal', dueOn: null, repeat: 'when_done', checklist: [] },
    });
  });

  it('is due on the first day of its rule on or after the wanted day, today where none is wanted', () => {
    create({ recurrence: 'FREQ=WEEKLY;BYDAY=MO', dueOn: '2026-03-18' }).thenMatching({
      data: { dueOn: '2026-03-23', seriesStart: '2026-03-18' },
    });
    // It is the first of February in Auckland.
    create({ recurrence: 'FREQ=DAILY' }).thenMatching({ data: { dueOn: '2026-02-01' } });
  });

  it.each([
    ['a rule without a day', { recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'NO_OCCURRENCE'],
    ['a rule finer than days', { recurrence: 'FREQ=SECONDLY' }, 'NO_OCCURRENCE'],
    ['a text that is no rule', { recurrence: 'weekly' }, 'VALIDATION_FAILED'],
    ['somebody who is no member of the domain', { assigneeId: MARY }, 'NOT_FOUND'],
  ] as const)('refuses %s', (_, more, code) => {
    create(more).thenRefused(code);
  });

  it('refuses a domain that is not there', () => {
    given(task)
      .when(createTask, command, { facts: { ...WORK, members: new Set<string>() } })
      .thenRefused('NOT_FOUND');
  });
});

describe('changing a task', () => {
  const change = (said: object, ...past: readonly TaskEvent[]) =>
    given(task, created(), ...past).when(changeTask, { taskId: TASK, ...said }, facts);

  it('records all of it, and nothing where nothing differs', () => {
    change({ title: 'Doors', labels: ['a', 'a'] }).then(changed({ title: 'Doors', labels: ['a'] }));
    change({ title: DETAILS.title, assigneeId: ADA, status: 'todo' }).thenNothing();
  });

  it('assigns it to a member, and to nobody', () => {
    change({ assigneeId: GRACE }).then(assigned(GRACE));
    change({ assigneeId: null }).then(assigned(null));
    change({ assigneeId: MARY }).thenRefused('NOT_FOUND');
  });

  it('sets its status, and opens it again', () => {
    change({ status: 'doing' }).then(begun());
    change({ status: 'todo' }, completed()).then(begun('todo'));
    change({ status: 'canceled' }).then(canceled());
  });

  it('begins a series anew with another rule, and ends one with none', () => {
    const series = [changed(DAILY)];
    change({ recurrence: 'FREQ=WEEKLY;BYDAY=MO' }, ...series).thenMatching({
      data: { dueOn: '2026-09-28', seriesStart: '2026-09-26' },
    });
    change({ recurrence: null }, ...series).thenMatching({ data: { recurrence: null, seriesStart: null } });
    change({ status: 'done', recurrence: null }, ...series).thenMatching(
      { type: 'TaskChanged' },
      { type: 'TaskCompleted', data: { nextDueOn: null } },
    );
    change({ dueOn: null }, ...series).thenRefused('VALIDATION_FAILED');
  });

  it('refuses a task that is deleted', () => {
    change({ title: 'Doors' }, deleted()).thenRefused('NOT_FOUND');
  });
});

describe('a series', () => {
  const daily = (more: object = {}) => created({ ...DAILY, ...more });

  it('goes on with the day after, across the change of clocks', () => {
    given(task, daily()).when(completeTask, { taskId: TASK }).then(completed('2026-09-27'));
    given(task, daily({ dueOn: '2026-09-27' }))
      .when(completeTask, { taskId: TASK })
      .then(completed('2026-09-28'));
  });

  it('a task that is completed twice is completed once', () => {
    given(task, daily(), completed('2026-09-27')).when(completeTask, { taskId: TASK }).thenNothing();
  });

  it('asks for the next task where there is one', () => {
    const react = (event: TaskEvent) => nextTaskReactor.react(event as never).map(({ payload }) => payload);
    expect(react(completed('2026-09-27'))).toEqual([{ taskId: TASK, seriesId: TASK, dueOn: '2026-09-27' }]);
    expect(react(canceled(null))).toEqual([]);
  });

  it('makes the next task of the last, to be done anew, and none that is there', () => {
    const before = stateAfter(daily({ checklist: [{ text: 'North', done: true }] }), completed('2026-09-27'));
    const taskId = GIVEN.newId('next');
    const next = { before, members: WORK.members, taskId };
    const open = (past: readonly TaskEvent[], more: object = {}) =>
      given(task, ...past).when(
        openNextTask,
        { taskId: TASK, seriesId: TASK, dueOn: '2026-09-27' },
        { facts: { ...next, ...more } },
      );
    open([]).thenMatching({
      type: 'TaskCreated',
      data: {
        taskId,
        seriesId: TASK,
        dueOn: '2026-09-27',
        assigneeId: ADA,
        checklist: [{ text: 'North', done: false }],
      },
    });
    open([created({ taskId })]).thenNothing();
    open([created({ taskId }), deleted()]).thenNothing();
    open([], { before: stateAfter(daily(), deleted()) }).thenNothing();
    open([], { before: stateAfter(created(), completed()) }).thenNothing();
    open([], { members: new Set([GRACE]) }).thenMatching({ data: { assigneeId: null } });
    open([], { members: new Set() }).thenNothing();
  });
});

describe('comments and files', () => {
  it('names the assignee, who is told, and stops at a number', () => {
    given(task, created()).when(commentTask, { taskId: TASK, text: 'Sticks' }).then(commented('Sticks'));
    const many = Array.from({ length: MAX_DOMAIN_TASK_COMMENTS }, (_, index) => commented('Sticks', `${index}`));
    given(task, created(), ...many)
      .when(commentTask, { taskId: TASK, text: 'Sticks' })
      .thenRefused('LIMIT_REACHED', { limit: MAX_DOMAIN_TASK_COMMENTS });
  });

  const FILE: StoredFile = {
    size: 9,
    mediaType: 'application/pdf',
    sha256: 'a'.repeat(64),
    isClaimed: false,
    isInfected: false,
  };
  const attach = (more: Partial<StoredFile> = {}) =>
    given(task, created()).when(
      attachToTask,
      { taskId: TASK, fileId: GIVEN.newId('file'), name: 'plan.pdf' },
      { facts: { ...FILE, ...more } },
    );

  it("attaches a clean file that is nobody else's", () => {
    attach().thenMatching({ type: 'TaskAttachmentAdded', data: { name: 'plan.pdf', size: 9 } });
    attach({ isInfected: true }).thenRefused('FILE_INFECTED');
    attach({ size: 0 }).thenRefused('VALIDATION_FAILED');
    attach({ size: MAX_ATTACHMENT_BYTES + 1 }).thenRefused('PAYLOAD_TOO_LARGE');
    attach({ isClaimed: true }).thenRefused('NOT_FOUND');
  });

  it('settles its files when one is added and when it is deleted', () => {
    for (const event of [attached('plan.pdf'), deleted()]) {
      expect(taskFilesReactor.react(event as never)).toMatchObject([{ payload: { taskId: TASK } }]);
    }
  });
});

it('a hand-over takes what is still theirs and open', () => {
  const reassign = (...past: readonly TaskEvent[]) =>
    given(task, created(), ...past).when(reassignTask, { taskId: TASK, fromUserId: ADA, userId: GRACE });
  reassign().then(assigned(GRACE));
  reassign(completed()).thenNothing();
  reassign(assigned(MARY)).thenNothing();
  reassign(deleted()).thenNothing();
});

it('deletes a task once', () => {
  given(task, created()).when(deleteTask, { taskId: TASK }).then(deleted());
  given(task, created(), deleted()).when(deleteTask, { taskId: TASK }).thenRefused('NOT_FOUND');
});

describe('the row of a task', () => {
  const folded = (...events: readonly TaskEvent[]) => folding(taskProjection, created(DAILY), ...events);

  it('shows its status, its next day and how much was written and attached', () => {
    expect(folded(commented('Sticks'), attached('plan.pdf'), completed('2026-09-27')).rowOf(TaskRow)).toMatchObject({
      status: 'done',
      open: false,
      nextDueOn: '2026-09-27',
      commentCount: 1,
      attachmentCount: 1,
      endedAt: '2026-01-31T12:00:02.999Z',
      revision: 3,
    });
    expect(folded(completed(), begun('todo')).rowOf(TaskRow)).toMatchObject({
      status: 'todo',
      open: true,
      endedAt: null,
    });
    expect(folded(changed({}), assigned(null)).rowOf(TaskRow)).toMatchObject({ nextDueOn: null, assigneeId: null });
  });

  it('is gone when the task is deleted; a comment and a file have rows of their own', () => {
    const rows = folded(commented('Sticks'), attached('plan.pdf'), deleted());
    expect(rows.rowOf(TaskRow)).toBeUndefined();
    expect([rows.rowsOf(TaskCommentRow).length, rows.rowsOf(TaskAttachmentRow).length]).toEqual([1, 1]);
  });
});

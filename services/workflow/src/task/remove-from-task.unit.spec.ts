import { decidingActor } from '#libs/identity';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { taskFilesReactor } from '../attachment/task-files.reactor';
import { removeTaskAttachment, removeTaskComment } from './remove-from-task';
import { task, type TaskEvent } from './task';
import { TaskAttachmentRow, TaskCommentRow, TaskRow } from './task.entity';
import { ADA, GRACE, MARY, TASK, WORK, attached, commented, created, detached, uncommented } from './task.fixture';
import { taskProjection } from './task.projection';

const as = (id: string, role: string) => ({ facts: WORK, actor: decidingActor({ id, roles: [role] }) });
const history = [created(), commented('Sticks', 'comment', ADA), attached('plan.pdf', ADA)];
const comment = (who: ReturnType<typeof as>, ...more: readonly TaskEvent[]) =>
  given(task, ...history, ...more).when(removeTaskComment, { taskId: TASK, commentId: GIVEN.newId('comment') }, who);
const file = (who: ReturnType<typeof as>, ...more: readonly TaskEvent[]) =>
  given(task, ...history, ...more).when(
    removeTaskAttachment,
    { taskId: TASK, attachmentId: GIVEN.newId('plan.pdf') },
    who,
  );

it.each([
  ['its author', as(ADA, 'viewer')],
  ['the owner of the domain', as(GRACE, 'viewer')],
  ['an administrator', as(MARY, 'admin')],
])('a comment and a file are removed by %s', (_, who) => {
  comment(who).then(uncommented());
  file(who).then(detached('plan.pdf'));
});

it('another member is refused', () => {
  comment(as(MARY, 'manager')).thenRefused('FORBIDDEN');
  file(as(MARY, 'manager')).thenRefused('FORBIDDEN');
});

it('what is removed is missing', () => {
  comment(as(ADA, 'viewer'), uncommented()).thenRefused('NOT_FOUND');
  file(as(ADA, 'viewer'), detached('plan.pdf')).thenRefused('NOT_FOUND');
});

it('the rows go, and the task counts what is left', () => {
  const rows = folding(taskProjection, ...history, commented('Mended', 'second'), uncommented(), detached('plan.pdf'));
  expect(rows.rowOf(TaskRow)).toMatchObject({ commentCount: 1, attachmentCount: 0, revision: 5 });
  expect(rows.rowsOf(TaskCommentRow)).toMatchObject([{ text: 'Mended', authorId: GIVEN.actor.id }]);
  expect(rows.rowsOf(TaskAttachmentRow)).toEqual([]);
});

it('the storage is told which object is named no more', () => {
  const fileId = GIVEN.newId('file plan.pdf');
  expect(taskFilesReactor.react(detached('plan.pdf') as never)).toMatchObject([
    { payload: { taskId: TASK, removed: { fileId, attachmentId: GIVEN.newId('plan.pdf') } } },
  ]);
});

import { on } from '#contracts/declare/on';
import { SettleTaskFiles } from '#contracts/workflow/settle-task-files';
import { TaskAttachmentAdded, TaskAttachmentRemoved, TaskDeleted } from '#contracts/workflow/task-events';
import { reactor } from '#libs/event-sourcing';

const settle = ({ data: { taskId } }: { readonly data: { readonly taskId: string } }) => [
  { contract: SettleTaskFiles, payload: { taskId } },
];

/** The storage follows the log: also after a crash between the two. */
export const taskFilesReactor = reactor({
  name: 'task-files',
  service: 'workflow',
  from: 'start',
  on: [
    on(TaskAttachmentAdded, settle),
    on(TaskAttachmentRemoved, ({ data: { taskId, attachmentId, fileId } }) => [
      { contract: SettleTaskFiles, payload: { taskId, removed: { attachmentId, fileId } } },
    ]),
    on(TaskDeleted, settle),
  ],
});

import type { IsolationFixture, IsolationGiven } from '#libs/testing/isolation-fixture';

type Id =
  | 'taskId'
  | 'workTaskId'
  | 'spareTaskId'
  | 'domainId'
  | 'assigneeId'
  | 'attendees'
  | 'attendeeId'
  | 'seriesId'
  | 'eventId'
  | 'spareEventId'
  | 'feedId'
  | 'attachmentId'
  | 'commentId'
  | 'filedTaskId'
  | 'spareAttachmentId'
  | 'recurringEventId'
  | 'on'
  | 'fileId';

const ofTask = { taskId: 'workTaskId' } as const;
const ofSpareTask = { taskId: 'spareTaskId' } as const;
const MINUTES = { startsAt: '2026-03-23T08:00:00.000Z', endsAt: '2026-03-23T08:15:00.000Z' };

/** Tasks and calendar events of a domain of another user, one of each to be ended; two feeds of the administrator. */
export const isolation: IsolationFixture<Id, 'auth.userId'> = {
  ids: [
    'taskId',
    'workTaskId',
    'spareTaskId',
    'domainId',
    'assigneeId',
    'attendees',
    'attendeeId',
    'seriesId',
    'eventId',
    'spareEventId',
    'feedId',
    'attachmentId',
    'commentId',
    'filedTaskId',
    'spareAttachmentId',
    'recurringEventId',
    'on',
    'fileId',
  ],
  uses: ['auth.userId'],
  async make(given) {
    const { create, used } = given;
    const userId = used['auth.userId'];
    const { id: domainId } = await create('domains', { name: 'Fire safety', ownerId: userId });
    const task = async (title: string) =>
      (await create('tasks', { domainId, title, assigneeId: userId, dueOn: '2026-03-23' })).id;
    const [workTaskId, otherTaskId, spareTaskId] = [await task('Doors'), await task('Hoses'), await task('Signs')];
    const event = async (title: string, more: object = {}) =>
      (await create('events', { domainId, title, ...MINUTES, attendees: [userId], ...more })).id;
    const [eventId, spareEventId] = [await event('Handover'), await event('Drill')];
    const recurringEventId = await event('Round', { recurrence: 'FREQ=WEEKLY' });
    const { id: feedId } = await create('calendar-feeds', { name: 'Phone' });
    await create('calendar-feeds', { name: 'Desk' });
    await create('calendar-feeds', { name: 'Wall' });
    const [attachmentId, spareAttachmentId] = [await attached(given, otherTaskId), await attached(given, otherTaskId)];
    const { commentId } = await create<{ commentId: string }>(`tasks/${workTaskId}/comments`, { text: 'Sticks' });
    return {
      taskId: workTaskId,
      workTaskId,
      spareTaskId,
      domainId,
      assigneeId: userId,
      attendees: userId,
      attendeeId: userId,
      seriesId: await seriesOfTwo(given, domainId),
      eventId,
      spareEventId,
      recurringEventId,
      on: '2026-03-30',
      feedId,
      attachmentId,
      commentId,
      filedTaskId: otherTaskId,
      spareAttachmentId,
      // A form names no stored file: the gateway does.
      fileId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072',
    };
  },
  instead: {
    GetTask: ofTask,
    ChangeTask: ofTask,
    CompleteTask: ofTask,
    CommentTask: ofTask,
    AttachToTask: ofTask,
    RemoveTaskComment: ofTask,
    RemoveTaskAttachment: { taskId: 'filedTaskId', attachmentId: 'spareAttachmentId' },
    DeleteTask: ofSpareTask,
    ChangeEventDay: { eventId: 'recurringEventId' },
    CancelEventDay: { eventId: 'recurringEventId' },
    CancelCalendarEvent: { eventId: 'spareEventId' },
  },
};

/** The second task of the series comes with the end of the first. */
async function seriesOfTwo({ create, organization: { admin }, eventually }: IsolationGiven<never>, domainId: string) {
  const { id } = await create('tasks', { domainId, title: 'Round', dueOn: '2026-03-23', recurrence: 'FREQ=DAILY' });
  await admin.post(`tasks/${id}/complete`);
  const tasks = async () => (await admin.get<{ items: object[] }>(`tasks?seriesId=${id}`)).body.items;
  await eventually(async () => (await tasks()).length === 2, { timeoutMs: 30_000 });
  return id;
}

async function attached({ organization: { admin } }: IsolationGiven<never>, taskId: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.7\n']), 'plan.pdf');
  const { status, body } = await admin.upload<{ attachmentId: string }>(`tasks/${taskId}/attachments`, form);
  if (status !== 201) throw new Error(`attaching: ${status} ${JSON.stringify(body)}`);
  return body.attachmentId;
}

import type { IsolationFixture } from '#libs/testing/isolation-fixture';

const TASKS = [
  'readTaskId',
  'claimedTaskId',
  'releasedTaskId',
  'reassignedTaskId',
  'completedTaskId',
  'rejectedTaskId',
  'changedTaskId',
  'commentedTaskId',
  'waivedTaskId',
] as const;

type Id =
  | (typeof TASKS)[number]
  | 'caseId'
  | 'canceledCaseId'
  | 'employeeId'
  | 'userId'
  | 'to'
  | 'deputyId'
  | 'holderId'
  | 'productId'
  | 'departmentId';

type Used = 'auth.userId' | 'tenancy.employeeId' | 'tenancy.departmentId' | 'inventory.productId';

/** Two cases of an employee, and a task for each command of the inbox. */
export const isolation: IsolationFixture<Id, Used> = {
  ids: [
    ...TASKS,
    'caseId',
    'canceledCaseId',
    'employeeId',
    'userId',
    'to',
    'deputyId',
    'holderId',
    'productId',
    'departmentId',
  ],
  uses: ['auth.userId', 'tenancy.employeeId', 'tenancy.departmentId', 'inventory.productId'],
  async make({ create, organization: { admin }, used }) {
    const candidates = [{ kind: 'role', role: 'admin' }];
    const templates = TASKS.map((title) => ({ kind: 'mover', title, dueAfter: 0, candidates }));
    const { status } = await admin.put('task-templates', { templates });
    if (status !== 200) throw new Error(`setting templates: ${status}`);
    const employeeId = used['tenancy.employeeId'];
    const opened = async () => (await create('cases', { kind: 'mover', employeeId, effectiveOn: '2026-03-31' })).id;
    const [caseId, canceledCaseId] = [await opened(), await opened()];
    const { body } = await admin.get<{ tasks: { id: string; title: string }[] }>(`cases/${caseId}`);
    const taskIds = Object.fromEntries(body.tasks.map(({ id, title }) => [title, id])) as Record<
      (typeof TASKS)[number],
      string
    >;
    const userId = used['auth.userId'];
    // Held by the administrator: tasks of users who are deactivated go back to their candidates.
    for (const id of [taskIds.readTaskId, taskIds.commentedTaskId]) {
      const claimed = await admin.post(`inbox/tasks/${id}/claim`, {});
      if (claimed.status !== 200) throw new Error(`claiming a task: ${claimed.status}`);
    }
    const { body: held } = await admin.get<{ holderId: string }>(`inbox/tasks/${taskIds.readTaskId}`);
    return {
      ...taskIds,
      caseId,
      canceledCaseId,
      employeeId,
      userId,
      to: userId,
      deputyId: userId,
      holderId: held.holderId,
      productId: used['inventory.productId'],
      departmentId: used['tenancy.departmentId'],
    };
  },
  instead: {
    GetInboxTask: { taskId: 'readTaskId' },
    CancelCase: { caseId: 'canceledCaseId' },
    ClaimInboxTask: { taskId: 'claimedTaskId' },
    ReleaseInboxTask: { taskId: 'releasedTaskId' },
    ReassignInboxTask: { taskId: 'reassignedTaskId' },
    CompleteInboxTask: { taskId: 'completedTaskId' },
    RejectInboxTask: { taskId: 'rejectedTaskId' },
    ChangeInboxTask: { taskId: 'changedTaskId' },
    CommentInboxTask: { taskId: 'commentedTaskId' },
    WaiveTask: { taskId: 'waivedTaskId' },
  },
};

import type { MemberAccess } from '#contracts/auth/member-access';
import { pendingTasks, type OpenTask, type Person } from './pending-tasks';

const [ADA, BOB, CY, DAN] = ['ada', 'bob', 'cy', 'dan'];
const holder = (roles: readonly string[], isActive = true, assigned: readonly string[] = []) => ({
  roles,
  isActive,
  assigned,
});

const members: MemberAccess = {
  holders: new Map([
    [ADA, holder(['viewer'])],
    [BOB, holder(['service_admin'], true, ['mail'])],
    [CY, holder(['admin'])],
    [DAN, holder(['viewer'], false)],
  ]),
  customRoles: new Map(),
};
const persons: readonly Person[] = [
  { employeeId: 'e-ada', userId: ADA, managerId: 'e-bob' },
  { employeeId: 'e-bob', userId: BOB, managerId: 'e-dan' },
  { employeeId: 'e-dan', userId: DAN, managerId: null },
];
const pending = (task: Partial<OpenTask>) => {
  const nobody = { holderId: null, candidateUserIds: [], candidateRoles: [], candidateServiceIds: [] };
  const [made] = pendingTasks([{ title: 'Task', dueOn: null, followUpOn: null, ...nobody, ...task }], members, persons);
  return [made?.userIds, made?.escalatesTo];
};

it('a deputy stands in for a holder and for candidates by name, not for those of a role', () => {
  const standIns = (task: Partial<OpenTask>, deputyId = BOB) => {
    const nobody = { holderId: null, candidateUserIds: [], candidateRoles: [], candidateServiceIds: [] };
    const whole = { title: 'Task', dueOn: null, followUpOn: null, ...nobody, ...task };
    return pendingTasks([whole], members, persons, [{ userId: ADA, deputyId }])[0]?.standIns;
  };
  const bob = [{ userId: BOB, forUserId: ADA }];
  expect([standIns({ holderId: ADA }), standIns({ candidateUserIds: [ADA, CY] })]).toEqual([bob, bob]);
  expect(standIns({ holderId: CY, candidateUserIds: [ADA] })).toEqual([]);
  expect(standIns({ candidateRoles: ['viewer'] })).toEqual([]);
  expect(standIns({ holderId: ADA }, DAN)).toEqual([]);
});

it('a task that is held is pending with its holder alone, and escalates to their manager', () => {
  expect(pending({ holderId: ADA, candidateUserIds: [BOB] })).toEqual([[ADA], [BOB]]);
});

it('a task that nobody holds is pending with every active candidate: by name, by role, by service', () => {
  expect(pending({ candidateUserIds: [ADA, DAN] })).toEqual([[ADA], [BOB]]);
  expect(pending({ candidateRoles: ['viewer'] })[0]).toEqual([ADA]);
  expect(pending({ candidateServiceIds: ['mail'], candidateUserIds: [BOB] })[0]).toEqual([BOB]);
});

it('without a manager who can sign in it escalates to the administrators', () => {
  expect(pending({ holderId: BOB })).toEqual([[BOB], [CY]]);
  expect(pending({})).toEqual([[], [CY]]);
});

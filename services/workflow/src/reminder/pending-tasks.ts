import { membersWith, type MemberAccess } from '#contracts/auth/member-access';
import { presentDeputies } from '../notification/deputies';
import type { PendingTask } from './remind';

/** A task of the inbox with something left to do. */
export interface OpenTask extends Pick<PendingTask, 'title' | 'dueOn' | 'followUpOn'> {
  readonly holderId: string | null;
  readonly candidateUserIds: readonly string[];
  readonly candidateRoles: readonly string[];
  /** Services whose administrators are candidates. */
  readonly candidateServiceIds: readonly string[];
}

/** An absence of the day. */
export interface Away {
  readonly userId: string;
  readonly deputyId: string;
}

/** An employee and their login, with their manager. */
export interface Person {
  readonly employeeId: string;
  readonly userId: string | null;
  readonly managerId: string | null;
}

/** The tasks with the active members who work on them. */
export function pendingTasks(
  tasks: readonly OpenTask[],
  members: MemberAccess,
  persons: readonly Person[],
  absences: readonly Away[] = [],
): readonly PendingTask[] {
  const active = [...members.holders].filter(([, { isActive }]) => isActive);
  const isActive = (id: string) => members.holders.get(id)?.isActive === true;
  const administrators = [...membersWith(members, 'workflow.case.manage')];
  const managerOf = managers(persons);
  return tasks.map((task) => {
    const { title, dueOn, followUpOn } = task;
    const userIds =
      task.holderId === null ? candidates(task, active).filter(isActive) : [task.holderId].filter(isActive);
    const above = [...new Set(userIds.flatMap((id) => managerOf.get(id) ?? []))].filter(isActive);
    const escalatesTo = above.length > 0 ? above : administrators;
    const named = task.holderId === null ? task.candidateUserIds : [task.holderId];
    const away = absences.filter(({ userId }) => named.includes(userId));
    return { title, dueOn, followUpOn, userIds, standIns: presentDeputies(away, members), escalatesTo };
  });
}

function candidates(
  { candidateUserIds, candidateRoles, candidateServiceIds }: OpenTask,
  active: readonly (readonly [string, { readonly roles: readonly string[]; readonly assigned: readonly string[] }])[],
): readonly string[] {
  const meant = active.filter(
    ([, { roles, assigned }]) =>
      candidateRoles.some((role) => roles.includes(role)) || candidateServiceIds.some((id) => assigned.includes(id)),
  );
  return [...new Set([...candidateUserIds, ...meant.map(([id]) => id)])];
}

/** The manager's login by that of the employee, where both are known. */
function managers(persons: readonly Person[]): ReadonlyMap<string, string> {
  const byEmployee = new Map(persons.map((person) => [person.employeeId, person]));
  return new Map(
    persons.flatMap(({ userId, managerId }) => {
      const manager = managerId === null ? undefined : byEmployee.get(managerId)?.userId;
      return userId !== null && manager ? [[userId, manager] as const] : [];
    }),
  );
}

import { evolve, foreign } from '../declare/fold';
import { EmployeeAdded, EmployeeChanged } from './employee-events';

/** Department and position of an employee from one event on. */
export interface EmployeePost {
  /** Of the event in the employee's stream. */
  readonly revision: number;
  readonly departmentId: string | null;
  /** Null also for an erased person. */
  readonly position: string | null;
}

export interface EmployeePosts {
  /** The latest of them, oldest first; each differs from the one before. */
  readonly posts: readonly EmployeePost[];
  /** The number of all posts so far. */
  readonly count: number;
  readonly managerId: string | null;
  /** The place of work. */
  readonly location: string | null;
}

/** The most posts that are remembered. */
const KEPT = 20;
const NONE: EmployeePosts = { posts: [], count: 0, managerId: null, location: null };

/** The stream is in the organisation's tenant, named by the employee's id. */
export const employeePosts = foreign('tenancy.employee', () => NONE, [
  evolve(EmployeeAdded, (state, { data, revision }) => withPost(state, data, revision)),
  evolve(EmployeeChanged, (state, { data, revision }) => withPost(state, data, revision)),
]);

function withPost(
  { posts, count }: EmployeePosts,
  { departmentId, position, managerId, location }: Omit<EmployeeChanged, 'employeeId'>,
  revision: number,
): EmployeePosts {
  const last = posts.at(-1);
  if (last && last.departmentId === departmentId && last.position === position)
    return { posts, count, managerId, location };
  return {
    posts: [...posts, { revision, departmentId, position }].slice(-KEPT),
    count: count + 1,
    managerId,
    location,
  };
}

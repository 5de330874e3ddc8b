import { evolve, foreign } from '../declare/fold';
import { DepartmentChanged, DepartmentCreated, DepartmentDeleted } from './department-events';

/** The facts of a department for decisions about its employees. */
export interface DepartmentFacts {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly name: string;
}

/** The department's stream is in its organisation's tenant, named by its id. */
export const departmentFacts = foreign('tenancy.department', (): DepartmentFacts => ({ status: 'absent', name: '' }), [
  evolve(DepartmentCreated, (_, { data: { name } }) => ({ status: 'active', name })),
  evolve(DepartmentChanged, (state, { data: { name } }) => ({ ...state, name })),
  evolve(DepartmentDeleted, (state) => ({ ...state, status: 'deleted' })),
]);

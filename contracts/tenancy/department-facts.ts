import { evolve, foreign } from '../declare/fold';
import { DepartmentCreated, DepartmentDeleted } from './department-events';

export interface DepartmentFacts {
  readonly status: 'absent' | 'active' | 'deleted';
}

const ABSENT: DepartmentFacts = { status: 'absent' };

/** The stream is in the organisation's tenant, named by the department's id. */
export const departmentFacts = foreign('tenancy.department', () => ABSENT, [
  evolve(DepartmentCreated, (): DepartmentFacts => ({ status: 'active' })),
  evolve(DepartmentDeleted, (): DepartmentFacts => ({ status: 'deleted' })),
]);

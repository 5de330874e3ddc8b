import { evolve, foreign } from '../declare/fold';
import { DepartmentGrantsSet } from './grant-defaults-events';

/** The products that a department gives by default, for decisions of other services. */
export interface DepartmentDefaults {
  readonly products: readonly string[];
}

const NONE: DepartmentDefaults = { products: [] };

/** The stream is in the organisation's tenant, named by the department's id. */
export const departmentDefaults = foreign('inventory.department_grants', () => NONE, [
  evolve(DepartmentGrantsSet, (_: DepartmentDefaults, { data: { products } }) => ({ products })),
]);

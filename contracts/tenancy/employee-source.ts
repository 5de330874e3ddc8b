import { evolve, foreign } from '../declare/fold';
import { EmployeeAdded } from './employee-events';

/** Where an employee comes from; null: nobody with that id. */
export interface EmployeeSource {
  readonly source: string | null;
  readonly externalId: string | null;
}

/** The stream is in the organisation's tenant, named by the employee's id. */
export const employeeSource = foreign('tenancy.employee', (): EmployeeSource => ({ source: null, externalId: null }), [
  evolve(EmployeeAdded, (_, { data: { source, externalId } }) => ({ source, externalId })),
]);

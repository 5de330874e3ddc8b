import { evolve } from '#contracts/declare/fold';
import { DepartmentGrantsSet } from '#contracts/inventory/grant-defaults-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The products that members of a department are to have; the stream is named by the department's id. */
export interface DepartmentGrantsState {
  readonly products: readonly string[];
}

export const departmentGrants = aggregate(
  'inventory.department_grants',
  (): DepartmentGrantsState => ({ products: [] }),
  [evolve(DepartmentGrantsSet, (_, { data: { products } }) => ({ products }))],
);

export type DepartmentGrantsEvent = EventsOf<typeof departmentGrants>;

import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { DepartmentGrantsSet } from '#contracts/inventory/grant-defaults-events';
import type { SetDepartmentGrants } from '#contracts/inventory/set-department-grants';
import type { Given } from '#libs/event-sourcing';
import { unknownAt } from '../service/service-rules';
import type { DepartmentGrantsEvent, DepartmentGrantsState } from './department-grants';

export interface DepartmentGrantsFacts {
  readonly isDepartment: boolean;
  /** Those of the named products that are there. */
  readonly present: ReadonlySet<string>;
}

/** The whole set. A product that was deleted stays named until the set is changed, and gives nothing. */
export function setDepartmentGrants(
  command: SetDepartmentGrants,
  state: DepartmentGrantsState,
  { facts: { isDepartment, present } }: Given<DepartmentGrantsFacts>,
): DepartmentGrantsEvent[] {
  const { departmentId } = command;
  if (!isDepartment) throw new DomainError('NOT_FOUND', 'There is no such department');
  const unknown = command.products.findIndex((id) => !present.has(id));
  if (unknown !== -1) throw unknownAt(`/products/${unknown}`, 'is no product here');
  const products = [...new Set(command.products)].toSorted();
  const isSame = products.length === state.products.length && products.every((id, at) => id === state.products[at]);
  return isSame ? [] : [event(DepartmentGrantsSet, { departmentId, products })];
}

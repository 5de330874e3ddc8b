import { evolve } from '#contracts/declare/fold';
import { DepartmentChanged, DepartmentCreated, DepartmentDeleted } from '#contracts/tenancy/department-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A department as decisions see it. */
export interface DepartmentState {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly name: string;
}

export const department = aggregate(
  'tenancy.department',
  (): DepartmentState => ({ status: 'absent', name: '' }),
  [
    evolve(DepartmentCreated, (_, { data: { name } }) => ({ status: 'active', name })),
    evolve(DepartmentChanged, (state, { data: { name } }) => ({ ...state, name })),
    evolve(DepartmentDeleted, (state) => ({ ...state, status: 'deleted' })),
  ],
  {
    /** The name of a deleted department is free again. */
    reserve: ({ status, name }) =>
      status === 'active' ? [{ ...departmentNameOf(name), scope: 'tenant', pointer: '/name' }] : [],
  },
);

export type DepartmentEvent = EventsOf<typeof department>;

/** The unique value of a department's name: two spellings in another case are one name. */
export function departmentNameOf(name: string) {
  return { unique: 'department_name', value: foldedText(name) } as const;
}

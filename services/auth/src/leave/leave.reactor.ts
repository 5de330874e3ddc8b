import { ApplyLeave } from '#contracts/auth/apply-leave';
import { ApplyLeaves } from '#contracts/auth/apply-leaves';
import { on } from '#contracts/declare/on';
import {
  EmployeeAccessRevoked,
  EmployeeLinked,
  EmployeeUnlinked,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellStarted,
  SpellWithdrawn,
  type EmployeeFact,
} from '#contracts/tenancy/employee-events';
import { OrganizationChanged } from '#contracts/tenancy/organization-events';
import { reactor, type Wanted } from '#libs/event-sourcing';

const apply = (employeeId: string, userId: string | null): readonly Wanted[] => [
  { contract: ApplyLeave, payload: { employeeId, userId } },
];
const applied = ({ data: { employeeId } }: { readonly data: EmployeeFact }) => apply(employeeId, null);

/** The access of users follows the days of the employees that they are. */
export const leaveReactor = reactor({
  name: 'leave',
  service: 'auth',
  // It publishes the present state, of leaves from before it existed too.
  from: 'start',
  on: [
    on(EmployeeLinked, ({ data: { employeeId, userId } }) => apply(employeeId, userId)),
    on(EmployeeUnlinked, ({ data: { employeeId, userId } }) => apply(employeeId, userId)),
    // The first one ends nobody's leave.
    on(SpellStarted, (started) => (started.data.spell === 1 ? [] : applied(started))),
    on(SpellStartCorrected, applied),
    on(SpellEnded, applied),
    on(SpellEndWithdrawn, applied),
    on(SpellWithdrawn, applied),
    on(EmployeeAccessRevoked, applied),
    on(OrganizationChanged, () => [{ contract: ApplyLeaves, payload: {} }]),
  ],
});

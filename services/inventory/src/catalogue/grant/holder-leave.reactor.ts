import { ApplyHolderLeave } from '#contracts/inventory/apply-holder-leave';
import { ApplyHolderLeaves } from '#contracts/inventory/apply-holder-leaves';
import { ProductGranted } from '#contracts/inventory/grant-events';
import { on } from '#contracts/declare/on';
import {
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

const apply = (employeeId: string, userId: string | null = null): readonly Wanted[] => [
  { contract: ApplyHolderLeave, payload: { employeeId, userId } },
];
const applied = ({ data: { employeeId } }: { readonly data: EmployeeFact }) => apply(employeeId);

/** The grants of employees end with their employment. */
export const holderLeaveReactor = reactor({
  name: 'holder-leave',
  service: 'inventory',
  // Leaves from before it existed free seats as well.
  from: 'start',
  on: [
    on(EmployeeLinked, applied),
    on(EmployeeUnlinked, ({ data: { employeeId, userId } }) => apply(employeeId, userId)),
    // The first one ends nobody's leave.
    on(SpellStarted, (started) => (started.data.spell === 1 ? [] : applied(started))),
    on(SpellStartCorrected, applied),
    on(SpellEnded, applied),
    on(SpellEndWithdrawn, applied),
    on(SpellWithdrawn, applied),
    // A leave that was recorded while the grant was decided.
    on(ProductGranted, ({ data: { employeeId } }) => (employeeId === null ? [] : apply(employeeId))),
    on(OrganizationChanged, () => [{ contract: ApplyHolderLeaves, payload: {} }]),
  ],
});

import { event } from '#contracts/declare/event';
import { EmployeeLinked } from '#contracts/tenancy/employee-events';
import { statusOn } from '#contracts/tenancy/employee-spells';
import type { Given } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';

export interface AddressMatch {
  /** The one user whose proven address it is, linked to nobody; null: none, or it is the address of more. */
  readonly userId: string | null;
  /** The date in the organisation's time zone. */
  readonly today: string;
}

/**
 * Links an employee to the user with their address, once: never one who was linked before, so that no address moves a
 * user from one person to another.
 */
export function linkByAddress(
  { employeeId }: { readonly employeeId: string },
  { status, userId: present, wasLinked, spells }: Employee,
  { facts: { userId, today } }: Given<AddressMatch>,
): EmployeeEvent[] {
  const latest = spells.at(-1);
  if (status !== 'known' || present !== null || wasLinked || userId === null) return [];
  if (!latest || statusOn(today, latest) === 'ended') return [];
  return [event(EmployeeLinked, { employeeId, userId, by: 'address' })];
}

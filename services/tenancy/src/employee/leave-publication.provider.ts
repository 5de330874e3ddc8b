import { ApplyLeave } from '#contracts/auth/apply-leave';
import {
  EmployeeAccessRevoked,
  EmployeeLinked,
  EmployeeUnlinked,
  SpellEnded,
} from '#contracts/tenancy/employee-events';
import { ownContext } from '#libs/identity';
import type { Concluded } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { employee, type EmployeeEvent } from './employee';

const NARROWING: ReadonlySet<string> = new Set(
  [EmployeeAccessRevoked, EmployeeLinked, EmployeeUnlinked, SpellEnded].map(({ type }) => type),
);

/**
 * Access ends at once with a leave that has come already: recorded, then published by auth, then answered. When auth
 * does not answer, the caller is told to repeat, and auth's reactor completes it from the log anyway.
 */
export async function publishLeave({
  events,
  id: employeeId,
  context,
  parts: { commands, sender },
}: Concluded<object, EmployeeEvent, TenancyParts>): Promise<void> {
  // A repeated command has no events here.
  if (events.length > 0 && !events.some(({ type }) => NARROWING.has(type))) return;
  const { state } = await commands.state(employee, context.tenantId, employeeId);
  const unlinked = events.find((each) => each.type === 'EmployeeUnlinked');
  for (const userId of new Set([state.userId, unlinked?.data.userId ?? null])) {
    if (userId !== null) await sender.send(ApplyLeave, { employeeId, userId }, ownContext(context));
  }
}

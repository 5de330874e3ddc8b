import type { ApplyLeave } from '#contracts/auth/apply-leave';
import type { AppliedLeaves, ApplyLeaves } from '#contracts/auth/apply-leaves';
import type { EndDueMemberships, EndedMemberships } from '#contracts/auth/end-due-memberships';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { eachAtMost } from '#libs/event-sourcing';
import { dueGaps, gapsOfOrganization, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';

const BATCH = 200;
const AT_ONCE = 8;
/** Before the deadline; one batch is done within this time. */
const ENOUGH_MS = 3_000;

export async function applyLeave(
  { employeeId, userId }: ApplyLeave,
  context: CommandContext,
  { leaves }: AuthParts,
): Promise<Outcome<Created>> {
  await leaves.apply(employeeId, userId, context);
  return { answer: { id: employeeId, revision: 0 } };
}

export async function applyLeaves(
  _command: ApplyLeaves,
  context: CommandContext,
  { leaves, secretsDatabase }: AuthParts,
): Promise<Outcome<AppliedLeaves>> {
  const known = await gapsOfOrganization(secretsDatabase, context.tenantId);
  await eachAtMost(AT_ONCE, known, ({ employeeId, membershipId }) => leaves.apply(employeeId, membershipId, context));
  return { answer: { users: known.length } };
}

/** @throws DomainError `SERVICE_UNAVAILABLE` when more are left than the deadline allows: sent again, it goes on */
export async function endDueMemberships(
  _command: EndDueMemberships,
  context: CommandContext,
  { leaves, secretsDatabase }: AuthParts,
): Promise<Outcome<EndedMemberships>> {
  let ends = 0;
  for (;;) {
    const due = await dueGaps(secretsDatabase, context.now, BATCH);
    await eachAtMost(AT_ONCE, due, (each) => leaves.settle(each, { ...context, tenantId: each.organizationId }));
    ends += due.length;
    if (due.length < BATCH) return { answer: { ends } };
    if (Date.now() > context.deadline - ENOUGH_MS) {
      throw new DomainError('SERVICE_UNAVAILABLE', 'More users have left; send it again');
    }
  }
}

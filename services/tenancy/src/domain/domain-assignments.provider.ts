import { ApplyAssignments } from '#contracts/auth/apply-assignments';
import type { Concluded } from '#libs/runtime';
import type { DomainEvent } from './domain';

/** Members see the domain from the answer on, and former members no more. */
export async function publishMembers({
  id: domainId,
  context,
  parts: { sender },
}: Concluded<object, DomainEvent>): Promise<void> {
  await sender.send(ApplyAssignments, { domainId }, context);
}

import { MAX_CANDIDATES, type InboxTaskFact, type TaskCandidate } from '#contracts/workflow/inbox-events';
import { change, type RowChange } from '#libs/projections';
import { InboxClaimantRow } from './case.entity';

interface OfTask {
  readonly tenantId: string;
  readonly data: InboxTaskFact;
}

const HOLDER = 0;

/** The names by which rows know a user, the holders of a role, and the administrators of a service. */
export const claimantName = {
  user: (id: string) => `user:${id}`,
  role: (name: string) => `role:${name}`,
  service: (id: string) => `service:${id}`,
};

export function heldSlot(event: OfTask, holderId: string | null): RowChange {
  return slot(event, HOLDER, holderId === null ? null : claimantName.user(holderId));
}

/** Every slot is set: fewer candidates than before leave none behind. */
export function claimableBy(event: OfTask, candidates: readonly TaskCandidate[]): RowChange[] {
  return Array.from({ length: MAX_CANDIDATES }, (_, index) => {
    const candidate = candidates[index];
    return slot(event, index + 1, candidate ? nameOf(candidate) : null);
  });
}

/** Null: a manager without a login. */
function nameOf({ userId, role, serviceId }: TaskCandidate): string | null {
  if (userId !== null) return claimantName.user(userId);
  if (role !== null) return claimantName.role(role);
  return serviceId === null ? null : claimantName.service(serviceId);
}

function slot({ tenantId, data: { taskId, caseId } }: OfTask, at: number, claimant: string | null): RowChange {
  const key = { tenantId, taskId, slot: at };
  return change(InboxClaimantRow, key, () =>
    claimant === null ? undefined : { ...key, streamId: caseId ?? taskId, claimant },
  );
}

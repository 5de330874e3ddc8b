import { MAX_JOINED } from '#contracts/reservations/reservation-events';
import type { StreamName } from '#libs/event-log';
import type { ReservationState } from './reservation-stream';

/** One command's claim, with the number of owners that there may be. */
export interface WantedClaim {
  readonly owner: StreamName;
  readonly commandId: string;
  readonly ownerRevision: number;
  readonly limit: number;
}

/** The part of the waiting claims that one append can settle. A claim in no list waits for the next one. */
export interface ClaimPlan<Each extends WantedClaim> {
  /** The stream has these holds already. */
  readonly held: readonly Each[];
  /** To be held in this append. */
  readonly taking: readonly Each[];
  /** There are too many owners for these. */
  readonly short: readonly Each[];
  /** How many owners would have to go for none to be short. */
  readonly missing: number;
}

/**
 * First come, first served. `spare`: the number of owners whose holds are dead, and end in the same append as needed.
 */
export function planClaims<Each extends WantedClaim>(
  { owners }: ReservationState,
  claims: readonly Each[],
  spare: number,
): ClaimPlan<Each> {
  const [held, taking, short]: [Each[], Each[], Each[]] = [[], [], []];
  const joining = new Set<string>();
  let missing = 0;
  for (const claim of claims) {
    const { owner, commandId, ownerRevision, limit } = claim;
    const room = limit + spare - owners.size - joining.size;
    if (owners.get(owner)?.get(commandId)?.ownerRevision === ownerRevision) held.push(claim);
    else if (taking.length === MAX_JOINED) break;
    else if (owners.has(owner) || joining.has(owner)) taking.push(claim);
    else if (room > 0) {
      taking.push(claim);
      joining.add(owner);
    } else {
      short.push(claim);
      missing = Math.max(missing, short.length - room);
    }
  }
  return { held, taking, short, missing };
}

/** How many owners have to go so that those of `taking` fit. */
export function toBeFreed({ owners }: ReservationState, taking: readonly WantedClaim[]): number {
  const joining = new Set<string>();
  let freed = 0;
  for (const { owner, limit } of taking) {
    if (owners.has(owner) || joining.has(owner)) continue;
    joining.add(owner);
    freed = Math.max(freed, owners.size + joining.size - limit);
  }
  return freed;
}

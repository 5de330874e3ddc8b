import { DomainError } from '#contracts/errors';

/** The preconditions of a request (RFC 9110, 13.1), as the gateway passes them on. */
export interface Preconditions {
  /** States separated by commas. */
  readonly ifMatch?: string;
  /** States separated by commas, or `*` for any. */
  readonly ifNoneMatch?: string;
}

/**
 * The entity tag of a thing is the revision of its last fact; undefined: the thing does not exist. The command handler
 * compares it for a whole stream; a decision about one thing among others compares that thing's own. The order is that
 * of RFC 9110, 13.2.2.
 * @throws DomainError `PRECONDITION_FAILED`
 */
export function refuseStale({ ifMatch, ifNoneMatch }: Preconditions, revision: number | undefined): void {
  // A missing thing has no tag: the decision says that it is missing.
  if (revision === undefined) return;
  const state = String(revision);
  if (!isMatched(ifMatch, state) || isHeld(ifNoneMatch, state)) throw new DomainError('PRECONDITION_FAILED');
}

/** Whether a resource has a state that `If-Match` names. `state`: undefined for a resource without entity tags. */
export function isMatched(ifMatch: string | undefined, state: string | undefined): boolean {
  return ifMatch === undefined || (state !== undefined && ifMatch.split(',').includes(state));
}

/** Whether a caller holds the state of a resource already. `held`: states separated by commas, or `*` for any. */
export function isHeld(held: string | undefined, state: string): boolean {
  return held === '*' || (held?.split(',').includes(state) ?? false);
}

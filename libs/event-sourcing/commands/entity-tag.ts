import { DomainError } from '#contracts/errors';

/**
 * The entity tag of a thing is the revision of its last fact; undefined: the thing does not exist. `ifMatch` may name
 * several, separated by commas. The command handler compares it for a whole stream; a decision about one thing among
 * others compares that thing's own.
 * @throws DomainError `PRECONDITION_FAILED`
 */
export function refuseStale(ifMatch: string | undefined, revision: number | undefined): void {
  // A missing thing has no tag: the decision says that it is missing.
  if (ifMatch === undefined || revision === undefined) return;
  if (!ifMatch.split(',').includes(String(revision))) throw new DomainError('PRECONDITION_FAILED');
}

/** Whether a caller holds the state of a resource already. `held`: states separated by commas, or `*` for any. */
export function isHeld(held: string | undefined, state: string): boolean {
  return held === '*' || (held?.split(',').includes(state) ?? false);
}

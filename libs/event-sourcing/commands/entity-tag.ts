import { DomainError } from '#contracts/errors';

/**
 * The entity tag of a thing is the revision of its last fact; undefined: it is not there. `ifMatch` may name several, with
 * commas between. A command on one stream has it compared by itself; a decision about one thing among others in a stream
 * compares that thing's own.
 * @throws DomainError `PRECONDITION_FAILED`
 */
export function refuseStale(ifMatch: string | undefined, revision: number | undefined): void {
  // What is not there has no tag: the decision says that it is not there.
  if (ifMatch === undefined || revision === undefined) return;
  if (!ifMatch.split(',').includes(String(revision))) throw new DomainError('PRECONDITION_FAILED');
}

/** Whether a caller has the state of a resource already. `held`: states with commas between, or `*` for any. */
export function isHeld(held: string | undefined, state: string): boolean {
  return held === '*' || (held?.split(',').includes(state) ?? false);
}

import { createHash } from 'node:crypto';
import { DomainError } from '#contracts/errors';

/** The preconditions of a request (RFC 9110, 13.1), as the gateway passes them on. */
export interface Preconditions {
  /** States separated by commas. */
  readonly ifMatch?: string;
  /** States separated by commas, or `*` for any. */
  readonly ifNoneMatch?: string;
}

/** Between a revision and the digest of what is shown beside. */
const BESIDE = '.';

/**
 * The entity tag of a thing as it is shown: the revision of its last fact, and a digest of what is shown `beside` it and
 * changes without it, such as names of other things.
 */
export function entityTagOf(revision: number, beside?: unknown): string {
  if (beside === undefined) return String(revision);
  const digest = createHash('sha256').update(JSON.stringify(beside)).digest('base64url');
  return `${revision}${BESIDE}${digest.slice(0, 16)}`;
}

const revisionsIn = (tags: string | undefined): string | undefined =>
  tags
    ?.split(',')
    .map((tag) => tag.split(BESIDE, 1).join())
    .join(',');

/**
 * A change is guarded by the revision of the thing's last fact, whatever is shown beside; undefined: the thing does not
 * exist. The command handler compares it for a whole stream; a decision about one thing among others compares that
 * thing's own. The order is that of RFC 9110, 13.2.2.
 * @throws DomainError `PRECONDITION_FAILED`
 */
export function refuseStale({ ifMatch, ifNoneMatch }: Preconditions, revision: number | undefined): void {
  // A missing thing has no tag: the decision says that it is missing.
  if (revision === undefined) return;
  const state = String(revision);
  if (!isMatched(revisionsIn(ifMatch), state) || isHeld(revisionsIn(ifNoneMatch), state))
    throw new DomainError('PRECONDITION_FAILED');
}

/** Whether a resource has a state that `If-Match` names. `state`: undefined for a resource without entity tags. */
export function isMatched(ifMatch: string | undefined, state: string | undefined): boolean {
  return ifMatch === undefined || (state !== undefined && ifMatch.split(',').includes(state));
}

/** Whether a caller holds the state of a resource already. `held`: states separated by commas, or `*` for any. */
export function isHeld(held: string | undefined, state: string): boolean {
  return held === '*' || (held?.split(',').includes(state) ?? false);
}

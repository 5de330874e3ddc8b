import { DomainError } from '#contracts/errors';

const STRONG = /^"[\x21\x23-\x7e]{1,190}"$/;

/** A service names the state of a resource; on the wire that is a strong validator in quotes (RFC 9110, 8.8.3). */
export function entityTag(state: string): string {
  return `"${state}"`;
}

/** Whether `If-None-Match` names the resource as it is: by weak comparison, as RFC 9110 has it for GET. */
export function matchesAny(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((each) => {
    const candidate = each.trim();
    return candidate === '*' || candidate === tag || candidate === `W/${tag}`;
  });
}

/**
 * The state that `If-Match` asks for; undefined when it asks for none (`*`: whatever there is).
 *
 * @throws DomainError `PRECONDITION_FAILED` for a weak tag, which matches nothing; `VALIDATION_FAILED` for anything
 *   that is not one tag
 */
export function ifMatchOf(header: string | undefined): string | undefined {
  if (header === undefined || header === '*') return undefined;
  if (header.startsWith('W/')) throw new DomainError('PRECONDITION_FAILED');
  if (!STRONG.test(header)) throw new DomainError('VALIDATION_FAILED', 'If-Match must be one entity tag in quotes');
  return header.slice(1, -1);
}

import { DomainError } from '#contracts/errors';

const STRONG = /^"[\x21\x23-\x7e]{1,190}"$/;

/** A service names the state of a resource; on the wire that is a strong validator in quotes (RFC 9110, 8.8.3). */
export function entityTag(state: string): string {
  return `"${state}"`;
}

/** The most that is passed on; who has more is answered in full. */
const MAX_HELD = 1_000;

/**
 * The states that `If-None-Match` says the caller has, with commas between, or `*`; undefined for none. Compared weakly,
 * as RFC 9110 has it for GET, so a weak tag counts; what is no tag is passed over.
 */
export function ifNoneMatchOf(header: string | undefined): string | undefined {
  const tags = (header ?? '').split(',').map((tag) => tag.trim());
  if (tags.includes('*')) return '*';
  const strong = tags.map((tag) => tag.replace(/^W\//, '')).filter((tag) => STRONG.test(tag));
  const held = strong.map((tag) => tag.slice(1, -1)).join(',');
  return held === '' || held.length > MAX_HELD ? undefined : held;
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

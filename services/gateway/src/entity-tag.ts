import { DomainError } from '#contracts/errors';

/** Of `If-Match` and `If-None-Match`, in characters. */
const MAX_LENGTH = 1_000;

interface EntityTag {
  readonly weak: boolean;
  readonly state: string;
}

/** A service names the state of a resource; on the wire that is a strong validator in quotes (RFC 9110, 8.8.3). */
export function entityTag(state: string): string {
  return `"${state}"`;
}

/** Whether `If-None-Match` names the resource as it is: by weak comparison, as RFC 9110 (13.1.2) has it for GET. */
export function matchesAny(ifNoneMatch: string | undefined, state: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = tagsIn(ifNoneMatch);
  return tags === '*' || (tags?.some((tag) => tag.state === state) ?? false);
}

/** No state has one, so that several can stand in one text. */
const SEPARATOR = ',';

/**
 * The states that `If-Match` asks for, with commas between; undefined when it asks for none (`*`: whatever there is).
 *
 * @throws DomainError `PRECONDITION_FAILED` for weak tags alone, which match nothing; `VALIDATION_FAILED` for what is no
 *   list of tags
 */
export function ifMatchOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const tags = tagsIn(header);
  if (tags === '*') return undefined;
  if (!tags)
    throw new DomainError('VALIDATION_FAILED', 'If-Match must be entity tags in quotes with commas between, or *');
  const states = tags.filter(
    ({ weak, state }) => !weak && /^[\x21\x23-\x7e]+$/.test(state) && !state.includes(SEPARATOR),
  );
  if (states.length === 0) throw new DomainError('PRECONDITION_FAILED');
  return states.map(({ state }) => state).join(SEPARATOR);
}

/** The tags of a list (RFC 9110, 5.6.1: empty elements count for nothing); undefined for what is none. */
function tagsIn(header: string): '*' | readonly EntityTag[] | undefined {
  const text = header.trim();
  if (text === '*') return '*';
  if (text.length > MAX_LENGTH) return undefined;
  const tag = /[\t ,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?=,|$)/y;
  const tags: EntityTag[] = [];
  let read = 0;
  for (let found = tag.exec(text); found; found = tag.exec(text)) {
    tags.push({ weak: found[1] !== undefined, state: found[2] as string });
    read = tag.lastIndex;
  }
  return tags.length > 0 && /^[\t ,]*$/.test(text.slice(read)) ? tags : undefined;
}

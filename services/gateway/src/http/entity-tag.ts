import { DomainError } from '#contracts/errors';
import { headerFault } from '../admission/header-fault';

/** The longest `If-Match` and `If-None-Match`, in characters. */
const MAX_LENGTH = 1_000;

/** No state contains it, so it separates several states in one text. */
const SEPARATOR = ',';

interface EntityTag {
  readonly weak: boolean;
  readonly state: string;
}

/** A service names the state of a resource; over HTTP it is a strong validator in quotes (RFC 9110, 8.8.3). */
export function entityTag(state: string): string {
  return `"${state}"`;
}

/**
 * The states that `If-None-Match` names, separated by commas, or `*`; undefined for none. The comparison is weak, as
 * RFC 9110 (13.1.2) requires for GET, so a weak tag counts. A malformed list is ignored.
 */
export function ifNoneMatchOf(header: string | undefined): string | undefined {
  const tags = header === undefined ? undefined : tagsIn(header);
  if (tags === undefined || tags === '*') return tags;
  const states = tags.map(({ state }) => state).filter((state) => isPassedOn(state));
  return states.length > 0 ? states.join(SEPARATOR) : undefined;
}

/**
 * The states that `If-Match` names, separated by commas; undefined when it names none (`*`: any state).
 *
 * @throws DomainError `PRECONDITION_FAILED` for weak tags alone, which match nothing; `VALIDATION_FAILED` for a
 * malformed list
 */
export function ifMatchOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const tags = tagsIn(header);
  if (tags === '*') return undefined;
  if (!tags) throw headerFault('If-Match', 'must be entity tags in quotes with commas between, or *');
  const states = tags.filter(({ weak, state }) => !weak && isPassedOn(state));
  if (states.length === 0) throw new DomainError('PRECONDITION_FAILED');
  return states.map(({ state }) => state).join(SEPARATOR);
}

/** Whether it can be one of ours: visible characters, no separator, and not `*`, which stands for any state. */
function isPassedOn(state: string): boolean {
  return /^[\x21\x23-\x7e]+$/.test(state) && !state.includes(SEPARATOR) && state !== '*';
}

/** The tags of a list (RFC 9110, 5.6.1: empty elements are ignored); undefined for a malformed list. */
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

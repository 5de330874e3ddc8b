import type { DomainError } from '#contracts/errors';
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

/** No state of ours: a list of tags that cannot match is passed on, since a missing resource is refused first. */
const NO_STATE = '-';

/**
 * The states that `If-None-Match` names, separated by commas, or `*`; undefined for none. The comparison is weak, as
 * RFC 9110 (13.1.2) requires, so a weak tag counts. A read ignores a malformed list; a change must not.
 *
 * @throws DomainError `VALIDATION_FAILED` for a malformed list before a change
 */
export function ifNoneMatchOf(header: string | undefined, before: 'read' | 'change' = 'read'): string | undefined {
  const tags = header === undefined ? undefined : tagsIn(header);
  if (before === 'change' && header !== undefined && !tags) throw malformed('If-None-Match');
  if (tags === undefined || tags === '*') return tags;
  const states = tags.map(({ state }) => state).filter((state) => isPassedOn(state));
  return states.length > 0 ? states.join(SEPARATOR) : undefined;
}

/**
 * The states that `If-Match` names, separated by commas; undefined when it names none (`*`: any state). The comparison
 * is strong, so a weak tag matches nothing.
 *
 * @throws DomainError `VALIDATION_FAILED` for a malformed list
 */
export function ifMatchOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const tags = tagsIn(header);
  if (tags === '*') return undefined;
  if (!tags) throw malformed('If-Match');
  const states = tags.filter(({ weak, state }) => !weak && isPassedOn(state));
  return states.length === 0 ? NO_STATE : states.map(({ state }) => state).join(SEPARATOR);
}

function malformed(name: string): DomainError {
  return headerFault(name, 'must be entity tags in quotes with commas between, or *');
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

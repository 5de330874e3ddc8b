import { DomainError } from '#contracts/errors';
import { headerFault } from '../admission/header-fault';

/** Of `If-Match` and `If-None-Match`, in characters. */
const MAX_LENGTH = 1_000;

/** No state has one, so that several can stand in one text. */
const SEPARATOR = ',';

interface EntityTag {
  readonly weak: boolean;
  readonly state: string;
}

/** A service names the state of a resource; on the wire that is a strong validator in quotes (RFC 9110, 8.8.3). */
export function entityTag(state: string): string {
  return `"${state}"`;
}

/**
 * The states that `If-None-Match` says the caller has, with commas between, or `*`; undefined for none. Compared weakly,
 * as RFC 9110 (13.1.2) has it for GET, so a weak tag counts; what is no list of tags is passed over.
 */
export function ifNoneMatchOf(header: string | undefined): string | undefined {
  const tags = header === undefined ? undefined : tagsIn(header);
  if (tags === undefined || tags === '*') return tags;
  const states = tags.map(({ state }) => state).filter((state) => isPassedOn(state));
  return states.length > 0 ? states.join(SEPARATOR) : undefined;
}

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
  if (!tags) throw headerFault('If-Match', 'must be entity tags in quotes with commas between, or *');
  const states = tags.filter(({ weak, state }) => !weak && isPassedOn(state));
  if (states.length === 0) throw new DomainError('PRECONDITION_FAILED');
  return states.map(({ state }) => state).join(SEPARATOR);
}

/** Whether it can be one of ours: visible, and told apart in one text from others and from `*`, which stands for any. */
function isPassedOn(state: string): boolean {
  return /^[\x21\x23-\x7e]+$/.test(state) && !state.includes(SEPARATOR) && state !== '*';
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

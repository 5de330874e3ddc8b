import { InvalidEvent } from './event-log';

/** Deeper than any event of ours; a value that contains itself ends here. */
const MAX_DEPTH = 64;

/** What no store keeps byte for byte: U+0000, which Postgres cannot hold, and half of a surrogate pair. */
const UNSTORABLE = /\u0000|\p{Cs}/u;

/** What JSON writes as it is, between quotes. For short texts this is told sooner than `JSON.stringify` writes them. */
const PLAIN = /^[ !#-[\]-~]*$/;
const SHORT = 64;

/** Events have the same members over and over: how these are written is kept, of so many. */
const MAX_NAMES = 1_024;
const names = new Map<string, string>();

/**
 * The canonical JSON text (JCS, RFC 8785) of one object: members sorted by UTF-16 code units, no white space, numbers
 * and strings as ECMAScript writes them. Two objects with the same content have the same text.
 *
 * Refuses instead of guessing: what `JSON.stringify` would drop, round or rewrite is an error here, and so is what a
 * store could not hold.
 *
 * @throws InvalidEvent naming the path, e.g. `$.lines[2].note holds U+0000 or a lone surrogate`
 */
export function canonicalJson(value: object): string {
  if (Array.isArray(value)) throw new InvalidEvent('$ is an array, not an object');
  return write(value, undefined);
}

/** Where in the value the writer is; a list of parents, so that nothing is built unless there is a fault to name. */
interface Place {
  readonly parent: Place | undefined;
  readonly depth: number;
  key: string | number;
}

function write(value: unknown, place: Place | undefined): string {
  switch (typeof value) {
    case 'string':
      return quote(value, place);
    case 'number':
      if (!Number.isFinite(value)) throw refused(place, `is ${value}, which JSON cannot hold`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, place) : writeObject(value, place);
    case 'undefined':
      throw refused(place, 'is undefined');
    case 'bigint':
    case 'function':
    case 'symbol':
    default:
      throw refused(place, `is a ${typeof value}`);
  }
}

function quoteName(name: string, place: Place): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const quoted = quote(name, place);
  if (names.size < MAX_NAMES) names.set(name, quoted);
  return quoted;
}

function quote(text: string, place: Place | undefined): string {
  if (text.length < SHORT && PLAIN.test(text)) return `"${text}"`;
  const quoted = JSON.stringify(text);
  // What is unstorable is always escaped, so a text without escapes needs no second look.
  if (quoted.length !== text.length + 2 && UNSTORABLE.test(text)) {
    throw refused(place, 'holds U+0000 or a lone surrogate');
  }
  return quoted;
}

function writeArray(items: readonly unknown[], parent: Place | undefined): string {
  const place = below(parent);
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    place.key = index;
    text += index === 0 ? write(items[index], place) : `,${write(items[index], place)}`;
  }
  return `${text}]`;
}

function writeObject(value: object, parent: Place | undefined): string {
  if (!isRecord(value)) throw refused(parent, `is ${nameOf(value)}, not plain data`);
  const place = below(parent);
  const keys = Object.keys(value);
  if (!isSorted(keys)) keys.sort();
  let text = '{';
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    place.key = key;
    const member = `${quoteName(key, place)}:${write((value as Record<string, unknown>)[key], place)}`;
    text += index === 0 ? member : `,${member}`;
  }
  return `${text}}`;
}

/** An object literal or an instance of a class of data; neither a Date, a Map nor anything else with its own JSON. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return !('toJSON' in value);
  return Object.prototype.toString.call(value) === '[object Object]' && !('toJSON' in value);
}

function nameOf(value: object): string {
  const { constructor } = value as { readonly constructor?: { readonly name: string } };
  return constructor === undefined || constructor.name === 'Object'
    ? 'an object with a toJSON'
    : `a ${constructor.name}`;
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  }
  return true;
}

function below(parent: Place | undefined): Place {
  const depth = parent === undefined ? 1 : parent.depth + 1;
  if (depth > MAX_DEPTH) throw refused(parent, `is nested deeper than ${MAX_DEPTH} levels`);
  return { parent, depth, key: '' };
}

function refused(place: Place | undefined, fault: string): InvalidEvent {
  return new InvalidEvent(`${pathOf(place)} ${fault}`);
}

function pathOf(place: Place | undefined): string {
  if (place === undefined) return '$';
  const step = typeof place.key === 'number' ? `[${place.key}]` : member(place.key);
  return pathOf(place.parent) + step;
}

function member(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

import { InvalidEvent } from './event-log';

/** No event of ours nests deeper; a value that contains itself ends here. */
const MAX_DEPTH = 64;

/** Text that no store keeps byte for byte: U+0000, which Postgres cannot hold, and half of a surrogate pair. */
const UNSTORABLE = /\u0000|\p{Cs}/u;

/** Text that JSON writes unescaped. For short texts this test is quicker than `JSON.stringify`. */
const PLAIN = /^[ !#-[\]-~]*$/;
const SHORT = 64;

/** The written forms of so many member names are cached: events repeat them. */
const MAX_NAMES = 1_024;
const names = new Map<string, string>();

/**
 * The canonical JSON text (JCS, RFC 8785) of one object: members sorted by UTF-16 code units, no white space, numbers
 * and strings as ECMAScript writes them. Two objects with the same content have the same text.
 *
 * A value that `JSON.stringify` would drop, round or rewrite is an error here, and so is one that a store could not
 * hold.
 *
 * @throws InvalidEvent naming the path, e.g. `$.lines[2].note holds U+0000 or a lone surrogate`
 */
export function canonicalJson(value: object): string {
  if (Array.isArray(value)) throw new InvalidEvent('$ is an array, not an object');
  return write(value, undefined);
}

/** An object's members as canonical JSON has them, by name and in their order. */
export type CanonicalMembers = readonly (readonly [name: string, text: string])[];

/** For an object whose members are written again and again beside others. @throws InvalidEvent */
export function canonicalMembers(value: object): CanonicalMembers {
  const path = below(undefined);
  return sortedKeys(value, undefined).map((key) => [key, writeMember(value, key, path)]);
}

/** The canonical JSON of an object with the members of both, which share no name. */
export function joinedMembers(one: CanonicalMembers, other: CanonicalMembers): string {
  let text = '';
  for (let [first, second] = [0, 0]; first < one.length || second < other.length;) {
    const [left, right] = [one[first], other[second]];
    const isLeft = left !== undefined && (right === undefined || left[0] < right[0]);
    const [, member] = (isLeft ? left : right) as CanonicalMembers[number];
    if (isLeft) first++;
    else second++;
    text += `${text === '' ? '{' : ','}${member}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/** The writer's path into the value, as a list of parents: a path text is built only for an error. */
interface Path {
  readonly parent: Path | undefined;
  readonly depth: number;
  key: string | number;
}

function write(value: unknown, path: Path | undefined): string {
  switch (typeof value) {
    case 'string':
      return quote(value, path);
    case 'number':
      if (!Number.isFinite(value)) throw refused(path, `is ${value}, which JSON cannot hold`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    case 'undefined':
      throw refused(path, 'is undefined');
    case 'bigint':
    case 'function':
    case 'symbol':
    default:
      throw refused(path, `is a ${typeof value}`);
  }
}

function quoteName(name: string, path: Path): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const quoted = quote(name, path);
  if (names.size < MAX_NAMES) names.set(name, quoted);
  return quoted;
}

function quote(text: string, path: Path | undefined): string {
  if (text.length < SHORT && PLAIN.test(text)) return `"${text}"`;
  const quoted = JSON.stringify(text);
  // Unstorable characters are always escaped, so an unescaped text needs no second check.
  if (quoted.length !== text.length + 2 && UNSTORABLE.test(text)) {
    throw refused(path, 'holds U+0000 or a lone surrogate');
  }
  return quoted;
}

function writeArray(items: readonly unknown[], parent: Path | undefined): string {
  const path = below(parent);
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    path.key = index;
    text += index === 0 ? write(items[index], path) : `,${write(items[index], path)}`;
  }
  return `${text}]`;
}

function writeObject(value: object, parent: Path | undefined): string {
  const path = below(parent);
  let text = '';
  for (const key of sortedKeys(value, parent)) text += `${text === '' ? '{' : ','}${writeMember(value, key, path)}`;
  return text === '' ? '{}' : `${text}}`;
}

function sortedKeys(value: object, parent: Path | undefined): readonly string[] {
  if (!isRecord(value)) throw refused(parent, `is ${nameOf(value)}, not plain data`);
  const keys = Object.keys(value);
  return isSorted(keys) ? keys : keys.sort();
}

function writeMember(value: object, key: string, path: Path): string {
  path.key = key;
  return `${quoteName(key, path)}:${write((value as Record<string, unknown>)[key], path)}`;
}

/** An object literal or an instance of a class of data: not a Date, a Map or anything else with its own JSON. */
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

function below(parent: Path | undefined): Path {
  const depth = parent === undefined ? 1 : parent.depth + 1;
  if (depth > MAX_DEPTH) throw refused(parent, `is nested deeper than ${MAX_DEPTH} levels`);
  return { parent, depth, key: '' };
}

function refused(path: Path | undefined, fault: string): InvalidEvent {
  return new InvalidEvent(`${pathOf(path)} ${fault}`);
}

function pathOf(path: Path | undefined): string {
  if (path === undefined) return '$';
  const step = typeof path.key === 'number' ? `[${path.key}]` : member(path.key);
  return pathOf(path.parent) + step;
}

function member(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

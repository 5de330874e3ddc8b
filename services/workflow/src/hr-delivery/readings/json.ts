import type { RawCall } from '../hr-kind';
import type { Json } from './values';

/** Undefined for bytes that are no UTF-8. */
export function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Undefined for what is no JSON. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(body) ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** JSON, or a form whose names are paths: `data[employeeId]=1`. */
export function bodyOf({ headers, body }: RawCall): unknown {
  if (!/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')) return jsonOf(body);
  const text = textOf(body);
  return text === undefined ? undefined : formOf(text);
}

const MOST_FIELDS = 5_000;

function formOf(text: string): Json {
  const root: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of [...new URLSearchParams(text)].slice(0, MOST_FIELDS)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    put(root, path.slice(0, 6), value);
  }
  return listsIn(root) as Json;
}

function put(into: Record<string, unknown>, [first, ...rest]: readonly string[], value: string): void {
  if (first === undefined) return;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = into[first];
  const next = typeof inner === 'object' ? inner : (Object.create(null) as Record<string, unknown>);
  into[first] = next;
  put(next as Record<string, unknown>, rest, value);
}

/** An object whose names count from 0 is a list. */
function listsIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, listsIn(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

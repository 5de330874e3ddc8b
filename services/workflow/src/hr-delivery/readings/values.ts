import { isRealDay } from './days';

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

export function objectIn(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** Text, or a number as text; trimmed. Undefined for blank text and for everything else. */
export function textIn(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** The date of `2026-03-29` or of a time; `0000-00-00`, which some systems send for none, is none. */
export function dayIn(value: unknown): string | undefined {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(textIn(value) ?? '') ?? [];
  return day !== undefined && isRealDay(day) ? day : undefined;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?$/;

/** A time of ISO 8601, without a zone in UTC, or in seconds since 1970; as ISO 8601 in UTC with milliseconds. */
export function instantIn(value: unknown): string | undefined {
  const text = textIn(value) ?? '';
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1_000).toISOString();
  if (/^\d{12,13}$/.test(text)) return new Date(Number(text)).toISOString();
  const [, day, time, zone = 'Z'] = INSTANT.exec(text) ?? [];
  if (day === undefined || !isRealDay(day)) return undefined;
  const at = Date.parse(`${day}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** `First name`, `first_name` and `firstName` are one name. */
function foldedName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** The members of an object, under their folded names; a value in `{ value }` stands for itself. */
export function foldedMembers(object: Json): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(object).map(([name, value]) => {
      const inner = objectIn(value);
      return [foldedName(name), inner && 'value' in inner ? inner['value'] : value];
    }),
  );
}

/** The first member that is there under one of these folded names; null and blank text count as there. */
export function memberOf(members: ReadonlyMap<string, unknown>, names: readonly string[]): unknown {
  const name = names.find((each) => members.get(each) !== undefined);
  return name === undefined ? undefined : members.get(name);
}

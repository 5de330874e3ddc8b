import { hash } from 'node:crypto';
import type { RecordedEvent } from './event-log';

/** The content of a leaf: all of an event but its position. */
export type EnvelopedEvent = Omit<RecordedEvent, 'position'>;

/** Sets a leaf apart from an inner node: RFC 6962, section 2.1. In UTF-8 it is the byte 0. */
const LEAF_PREFIX = '\u0000';

/**
 * The canonical bytes of an event: JCS (RFC 8785) of its envelope, before upcasting and decryption. Position and label
 * are not in it, so neither an upgrade nor an erasure nor a rebuild changes a hash. Data and metadata are canonical
 * text already and are copied as they are; the names are in the order that JCS asks for.
 */
export function envelopeOf({ stream, revision, id, type, recordedAt, metadata, data }: EnvelopedEvent): string {
  const text = JSON.stringify;
  return (
    `{"data":${data},"id":${text(id)},"metadata":${metadata},"recordedAt":${text(recordedAt)},` +
    `"revision":${revision},"stream":${text(stream)},"type":${text(type)}}`
  );
}

/** SHA-256(0x00 ‖ envelope). */
export function leafHash(envelope: string): Buffer {
  return hash('sha256', LEAF_PREFIX + envelope, 'buffer');
}

const PRINT_BYTES = 2;

/**
 * Two bytes for each value of the event, in the order of `eachPart`. The hash proves that an event is the recorded one;
 * the prints tell which of its values differ when it is not, and prove nothing by themselves. Personal values are
 * encrypted in an event, so no print is a digest of one.
 */
export function printsOf(event: EnvelopedEvent): Buffer {
  const found: number[] = [];
  eachPart(event, (print) => found.push(print));
  const prints = Buffer.allocUnsafe(found.length * PRINT_BYTES);
  for (let index = 0; index < found.length; index++) prints.writeUInt16BE(found[index] as number, index * PRINT_BYTES);
  return prints;
}

/**
 * Paths of the values that differ from the recorded prints; `removed` counts values that are gone. The id is not
 * compared. Empty when the prints show no difference.
 */
export function differingParts(
  event: EnvelopedEvent,
  prints: Buffer,
): { readonly paths: string[]; readonly removed: number } {
  const left = new Map<number, number>();
  for (let at = 0; at + PRINT_BYTES <= prints.length; at += PRINT_BYTES) {
    const print = prints.readUInt16BE(at);
    left.set(print, (left.get(print) ?? 0) + 1);
  }
  const paths: string[] = [];
  eachPart(event, (print, path) => {
    const count = left.get(print) ?? 0;
    if (count > 0) left.set(print, count - 1);
    else paths.push(textOf(path));
  });
  const unmatched = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { paths, removed: Math.max(0, unmatched - paths.length) };
}

/** The path of a value, from its end; as text it is `metadata.actorId` or `data.movements[0].quantity`. */
interface Path {
  readonly parent: Path | undefined;
  /** With its dot or brackets. */
  readonly step: string;
  /** The hash of the path's text up to here: that of a value goes on from it. */
  readonly hash: number;
}

type Visit = (print: number, path: Path) => void;

function textOf({ parent, step }: Path): string {
  return parent ? textOf(parent) + step : step;
}

/** Every value of an event but its id, with its print. */
function eachPart({ stream, revision, type, recordedAt, metadata, data }: EnvelopedEvent, visit: Visit): void {
  visitText(ROOTS.stream, stream, visit);
  visitText(ROOTS.revision, String(revision), visit);
  visitText(ROOTS.type, type, visit);
  visitText(ROOTS.recordedAt, recordedAt, visit);
  visitValue(ROOTS.metadata, parsed(metadata), visit);
  visitValue(ROOTS.data, parsed(data), visit);
}

/** Text that is not JSON counts as one value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Deeper than canonical JSON goes. Anything deeper was put there by hand, and is left to the hash. */
const MAX_DEPTH = 64;

function visitValue(path: Path, value: unknown, visit: Visit, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string') return visitText(path, value, visit);
  if (Array.isArray(value) && value.length > 0) {
    for (let at = 0; at < value.length; at++) visitValue(below(path, `[${at}]`), value[at], visit, depth + 1);
    return;
  }
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (names.length === 0) return visitText(path, JSON.stringify(value), visit);
  for (const name of names) visitValue(member(path, name), (value as Json)[name], visit, depth + 1);
}

type Json = Readonly<Record<string, unknown>>;

function visitText(path: Path, text: string, visit: Visit): void {
  const whole = hashOn(Math.imul(path.hash, FNV_PRIME), text);
  visit(((whole >>> 16) ^ whole) & 0xffff, path);
}

function below(parent: Path | undefined, step: string): Path {
  return { parent, step, hash: hashOn(parent ? parent.hash : FNV_OFFSET, step) };
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a of path and value, folded to 16 bits as its authors say. */
function hashOn(hash: number, text: string): number {
  let on = hash;
  for (let at = 0; at < text.length; at++) on = Math.imul(on ^ text.charCodeAt(at), FNV_PRIME);
  return on;
}

const ROOTS = {
  stream: below(undefined, 'stream'),
  revision: below(undefined, 'revision'),
  type: below(undefined, 'type'),
  recordedAt: below(undefined, 'recordedAt'),
  metadata: below(undefined, 'metadata'),
  data: below(undefined, 'data'),
};

/** Members of metadata and data are the same in event after event: their paths are kept, as far as there are few. */
const MAX_KEPT = 1_024;
const kept = new Map<Path, Map<string, Path>>([
  [ROOTS.metadata, new Map()],
  [ROOTS.data, new Map()],
]);

function member(parent: Path, name: string): Path {
  const known = kept.get(parent);
  const found = known?.get(name);
  if (found) return found;
  const made = below(parent, `.${name}`);
  if (known && known.size < MAX_KEPT) known.set(name, made);
  return made;
}

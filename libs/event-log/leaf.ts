import { createHash } from 'node:crypto';
import type { RecordedEvent } from './event-log';

/** The content of a leaf: all of an event but its position. */
export type EnvelopedEvent = Omit<RecordedEvent, 'position'>;

/** Sets a leaf apart from an inner node: RFC 6962, section 2.1. */
const LEAF_PREFIX = Buffer.from([0]);

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
  return createHash('sha256').update(LEAF_PREFIX).update(envelope, 'utf8').digest();
}

const PRINT_BYTES = 2;

/**
 * Two bytes for each value of the event, in the order of `partsOf`. The hash proves that an event is the recorded one;
 * the prints tell which of its values differ when it is not, and prove nothing by themselves. Personal values are
 * encrypted in an event, so no print is a digest of one.
 */
export function printsOf(event: EnvelopedEvent): Buffer {
  const parts = partsOf(event);
  const prints = Buffer.allocUnsafe(parts.length * PRINT_BYTES);
  parts.forEach((part, index) => prints.writeUInt16BE(printOf(part), index * PRINT_BYTES));
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
  for (const part of partsOf(event)) {
    const print = printOf(part);
    const count = left.get(print) ?? 0;
    if (count > 0) left.set(print, count - 1);
    else paths.push(part.path);
  }
  const unmatched = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { paths, removed: Math.max(0, unmatched - paths.length) };
}

interface Part {
  readonly path: string;
  readonly text: string;
}

/** Every value of an event but its id, with its path: `type`, `metadata.actorId`, `data.movements[0].quantity`. */
function partsOf({ stream, revision, type, recordedAt, metadata, data }: EnvelopedEvent): Part[] {
  const parts: Part[] = [
    { path: 'stream', text: stream },
    { path: 'revision', text: String(revision) },
    { path: 'type', text: type },
    { path: 'recordedAt', text: recordedAt },
  ];
  addParts(parts, 'metadata', parsed(metadata));
  addParts(parts, 'data', parsed(data));
  return parts;
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

function addParts(parts: Part[], path: string, value: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value) && value.length > 0) {
    value.forEach((each, index) => addParts(parts, `${path}[${index}]`, each, depth + 1));
  } else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [name, each] of Object.entries(value)) addParts(parts, `${path}.${name}`, each, depth + 1);
  } else {
    parts.push({ path, text: typeof value === 'string' ? value : JSON.stringify(value) });
  }
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a of path and value, folded to 16 bits as its authors say. */
function printOf({ path, text }: Part): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), FNV_PRIME);
  hash = Math.imul(hash, FNV_PRIME);
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return ((hash >>> 16) ^ hash) & 0xffff;
}

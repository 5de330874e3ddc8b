import { createHash } from 'node:crypto';
import type { RecordedEvent } from '#libs/event-log';

/** RFC 6962, section 2.1: what sets a leaf apart from an inner node. */
const LEAF_PREFIX = Buffer.from([0]);

/**
 * The canonical bytes of an event: JCS (RFC 8785) of its envelope, before upcasting and decryption. Position, label and
 * what came before are not in it, so neither an upgrade nor an erasure nor a rebuild changes a hash. Data and metadata
 * are in the log as canonical text already, and stand here as they are; the names are in the order that JCS asks for.
 */
export function envelopeOf({ stream, revision, id, type, recordedAt, metadata, data }: RecordedEvent): string {
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

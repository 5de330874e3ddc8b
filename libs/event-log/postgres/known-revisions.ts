import { LRUCache } from 'lru-cache';
import type { StreamName } from '../stream-name';
import type { Append } from './append-statements';

const STREAMS = 20_000;

/** Other processes write to the stream as well, so its last known revision says little. */
const SHARED = -2;

/**
 * The revisions at which this process left streams. A recorded event never goes away, so an append at a known revision
 * leaves no gap and needs no look at the stream first. The unique constraint reports that another process was first.
 */
export class KnownRevisions {
  private readonly revisions = new LRUCache<StreamName, number>({ max: STREAMS });

  /** Whether an append can be written without a look at its stream. Another process may still have been first. */
  allow({ stream, expected }: Append): boolean {
    const known = this.revisions.get(stream);
    return known === undefined ? expected === -1 : known === expected;
  }

  written({ stream, expected, events }: Append): void {
    if (this.revisions.peek(stream) !== SHARED) this.revisions.set(stream, expected + events.length);
  }

  /**
   * The stream's revision when an append to it was not written. If this process did not write it, the stream is shared.
   */
  found({ stream }: Append, revision: number): void {
    const known = this.revisions.peek(stream);
    if (known === SHARED || (known !== undefined && known >= revision)) return;
    this.revisions.set(stream, known === undefined ? revision : SHARED);
  }

  /** The log may not be the same one. */
  forget(): void {
    this.revisions.clear();
  }
}

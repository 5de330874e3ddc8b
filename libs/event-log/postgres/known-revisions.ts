import { LRUCache } from 'lru-cache';
import type { StreamName } from '../stream-name';
import type { Append } from './append-statements';

const STREAMS = 20_000;

/** Written by other processes as well: what was known a moment ago says little. */
const SHARED = -2;

/**
 * Where streams were when this process last wrote to them. What has been in the log stays there, so an append at such a
 * revision leaves no gap, and needs no look at the stream before it: that nobody else was there first is the unique
 * constraint's to say.
 */
export class KnownRevisions {
  private readonly revisions = new LRUCache<StreamName, number>({ max: STREAMS });

  /** Whether an append can be written without a look at its stream, unless another process has been there. */
  allow({ stream, expected }: Append): boolean {
    const known = this.revisions.get(stream);
    return known === undefined ? expected === -1 : known === expected;
  }

  written({ stream, expected, events }: Append): void {
    if (this.revisions.peek(stream) !== SHARED) this.revisions.set(stream, expected + events.length);
  }

  /** Where the stream was when an append to it was not written. Further on than this process left it: it is shared. */
  found({ stream }: Append, revision: number): void {
    const known = this.revisions.peek(stream);
    if (known === SHARED || (known !== undefined && known >= revision)) return;
    this.revisions.set(stream, known === undefined ? revision : SHARED);
  }

  /** The log may not be the one it was. */
  forget(): void {
    this.revisions.clear();
  }
}

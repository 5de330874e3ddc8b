import { LRUCache } from 'lru-cache';
import type { FoldedStream } from './folded-stream';

/** 40 MB. */
const MAX_BYTES = 40_000_000;

/**
 * The folded streams that a process keeps in memory, of all its services together: those that were used last, as many as
 * fit into so many bytes. A stream that is larger by itself is not kept.
 */
export class StateCache {
  private readonly streams: LRUCache<string, FoldedStream<never, never>>;
  private folds = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.streams = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes });
  }

  /** Bytes of what is kept. */
  get bytes(): number {
    return this.streams.calculatedSize;
  }

  /** A number of its own for each fold of each service: two may fold the same stream, each for its own decisions. */
  nextFold(): number {
    return this.folds++;
  }

  get(key: string): FoldedStream<never, never> | undefined {
    return this.streams.get(key);
  }

  /** Weighs it anew. */
  set(key: string, folded: FoldedStream<never, never>): void {
    // The cache weighs an object when it is set; without this a grown one would keep its old weight.
    this.streams.delete(key);
    this.streams.set(key, folded);
  }

  /** The next use of each stream reads it from the log. */
  clear(): void {
    this.streams.clear();
  }

  delete(key: string): void {
    this.streams.delete(key);
  }
}

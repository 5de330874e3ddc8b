import { Event } from '../declare/event';
import { Count, Id } from '../declare/fields';

/**
 * A request on several streams was taken. It is appended first, in a stream of its own, and holds the digest of the
 * whole request in its metadata: the same key with another body is refused before any of it is carried out.
 */
@Event<BatchTaken>({
  version: 1,
  entity: { type: 'batch', id: 'batchId' },
  occurrence: true,
  action: 'batch.taken',
  summary: 'A request on several streams was taken',
})
export class BatchTaken {
  static readonly type = 'BatchTaken';
  @Id() batchId!: string;
  @Count({ min: 1, max: 10_000, description: 'The streams of the request' }) groups!: number;
}

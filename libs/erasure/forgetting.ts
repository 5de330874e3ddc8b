import type { Position, RecordedEvent } from '#libs/event-log';
import type { LogConsumer } from '#libs/event-sourcing';
import type { Subject } from '#libs/privacy';
import { erasureOf } from './erasure-queue';

/** Drops what this process holds in memory of erased subjects, in every process. */
export function forgetting(
  after: Position,
  types: ReadonlySet<string>,
  forget: (subject: Subject) => void,
): LogConsumer {
  return {
    name: 'forgetting erased subjects',
    after,
    types,
    handle: (batch: readonly RecordedEvent[]) => {
      for (const each of batch.flatMap((event) => erasureOf(event) ?? [])) forget(each);
      return Promise.resolve();
    },
  };
}

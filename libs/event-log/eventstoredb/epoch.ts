import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { streamName } from '../stream-name';
import { RefusedByServer } from './faults';
import { streamRequest } from './read-requests';
import { utf8 } from './recorded-event';

/**
 * The stream that holds the log's epoch: the data of its last event is `{"epoch":n}`, written by a restore. Its events
 * carry no metadata, so that no reader takes them for events of the log. Without such a stream the epoch is 1.
 */
export const EPOCH_STREAM = streamName('event_log.epoch', 'platform', 'log');

export async function readEpoch(read: (request: ReadReq) => AsyncIterable<ReadResp>): Promise<number> {
  const last = streamRequest(EPOCH_STREAM, { from: undefined, direction: 'backwards', count: 1 });
  for await (const response of read(last)) {
    const event = response.getEvent()?.getEvent();
    if (event) return epochIn(utf8(event.getData_asU8()));
  }
  return 1;
}

function epochIn(data: string): number {
  const { epoch } = JSON.parse(data) as { readonly epoch?: unknown };
  if (typeof epoch === 'number' && Number.isInteger(epoch) && epoch >= 1 && epoch <= 9_999) return epoch;
  throw new RefusedByServer(`the last event of ${EPOCH_STREAM} names no epoch`);
}

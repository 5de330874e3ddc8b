import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { StreamName } from '../stream-name';

const { Options } = ReadReq;

/** Every event type but the server's own, which begin with a dollar sign: statistics, stream settings, links. */
const NOT_SYSTEM = '^[^$]';

/** How many events the server looks at between two checkpoints of a subscription, in its own unit of 32. */
const CHECKPOINT_EVERY = 1_000;

export interface StreamRange {
  readonly from: number | undefined;
  readonly direction: 'forwards' | 'backwards';
  readonly count: number;
}

export function streamRequest(stream: StreamName | string, { from, direction, count }: StreamRange): ReadReq {
  const range = new Options.StreamOptions();
  range.setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (from !== undefined) range.setRevision(String(from));
  else if (direction === 'forwards') range.setStart(new Empty());
  else range.setEnd(new Empty());
  return request(options(direction).setStream(range).setCount(countOf(count)).setNoFilter(new Empty()));
}

/** Everything there is, system events too: the first event is the one at `from`, or at the end when backwards. */
export function allRequest(direction: 'forwards' | 'backwards', from: bigint | undefined): ReadReq {
  const range = direction === 'forwards' ? after(from) : new Options.AllOptions().setEnd(new Empty());
  return request(options(direction).setAll(range).setCount(countOf(Infinity)).setNoFilter(new Empty()));
}

/** Everything but system events; the first event is the one after `from`. */
export function subscriptionRequest(from: bigint | undefined): ReadReq {
  const filter = new Options.FilterOptions();
  filter.setEventType(new Options.FilterOptions.Expression().setRegex(NOT_SYSTEM));
  filter.setCount(new Empty());
  filter.setCheckpointintervalmultiplier(CHECKPOINT_EVERY);
  const subscription = new Options.SubscriptionOptions();
  return request(options('forwards').setAll(after(from)).setSubscription(subscription).setFilter(filter));
}

function after(from: bigint | undefined): ReadReq.Options.AllOptions {
  const range = new Options.AllOptions();
  if (from === undefined) return range.setStart(new Empty());
  return range.setPosition(new Options.Position().setCommitPosition(String(from)).setPreparePosition(String(from)));
}

function options(direction: 'forwards' | 'backwards'): ReadReq.Options {
  return new Options()
    .setReadDirection(direction === 'forwards' ? Options.ReadDirection.FORWARDS : Options.ReadDirection.BACKWARDS)
    .setResolveLinks(false)
    .setUuidOption(new Options.UUIDOption().setString(new Empty()));
}

function request(of: ReadReq.Options): ReadReq {
  return new ReadReq().setOptions(of);
}

function countOf(count: number): string {
  return String(Math.min(count, Number.MAX_SAFE_INTEGER));
}

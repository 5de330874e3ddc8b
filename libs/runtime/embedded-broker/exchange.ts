import type { BrokerLimits } from './options';
import type { Publication } from './parser';
import type { PermissionCheck } from './permissions';

export interface Subscription {
  readonly peer: Peer;
  readonly subject: string;
  readonly queue: string | undefined;
  readonly sid: string;
  /** Each message is checked against what the user may not receive. */
  readonly filtered: boolean;
  delivered: number;
  /** Ends after so many messages; 0: never. */
  max: number;
}

/** A connection, as the broker and the other connections see it. */
export interface Peer {
  /** When it last said something, epoch milliseconds. */
  readonly lastInputAt: number;
  /** Set while the broker has it on its list of connections to flush. */
  flushPending: boolean;
  flush(): void;
  /** Hands over a message. False when this subscription does not take it: its own echo, denied, or closed. */
  deliver(subscription: Subscription, from: Peer, publication: Publication): boolean;
}

/** Who a connection belongs to, once that is known. */
export interface Account {
  readonly name: string;
  readonly permissions: PermissionCheck;
}

/** What a connection needs of the broker that it belongs to. */
export interface Exchange {
  readonly limits: BrokerLimits;
  /** Undefined when user or password is wrong. */
  authenticate(user: string, password: string): Account | undefined;
  /** False for an invalid subject. */
  add(subscription: Subscription): boolean;
  remove(subscription: Subscription): void;
  /** True when somebody was given the message. */
  route(from: Peer, publication: Publication): boolean;
  /** Has `flush` called when this turn of the event loop is over. */
  flushSoon(peer: Peer): void;
  closed(peer: Peer): void;
  log(line: string): void;
}

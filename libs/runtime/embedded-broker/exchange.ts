import type { BrokerLimits } from './options';
import type { Publication } from './parser';
import type { PermissionCheck } from './permissions';

export interface Subscription {
  readonly peer: Peer;
  readonly subject: string;
  readonly queue: string | undefined;
  readonly sid: string;
  /** Each message is checked against the subjects that the user may not receive. */
  readonly filtered: boolean;
  delivered: number;
  /** Ends after so many messages; 0: never. */
  max: number;
}

/** A connection, as the broker and the other connections see it. */
export interface Peer {
  /** The time of its last input, epoch milliseconds. */
  readonly lastInputAt: number;
  /** Set while the broker has it on its list of connections to flush. */
  flushPending: boolean;
  flush(): void;
  /** Hands over a message. False when this subscription does not take it: its own echo, denied, or closed. */
  deliver(subscription: Subscription, from: Peer, publication: Publication): boolean;
}

/** The user of a connection, once authenticated. */
export interface ConnectedUser {
  readonly name: string;
  readonly permissions: PermissionCheck;
}

/** The interface of the broker towards a connection. */
export interface Exchange {
  readonly limits: BrokerLimits;
  /** Undefined when user or password is wrong. */
  authenticate(user: string, password: string): ConnectedUser | undefined;
  /** False for an invalid subject. */
  add(subscription: Subscription): boolean;
  remove(subscription: Subscription): void;
  /** True when somebody was given the message. */
  route(from: Peer, publication: Publication): boolean;
  /** Has `flush` called at the end of this turn of the event loop. */
  flushSoon(peer: Peer): void;
  closed(peer: Peer): void;
  log(line: string): void;
}

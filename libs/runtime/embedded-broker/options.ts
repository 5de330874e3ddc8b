import type { Permissions } from './permissions';

export interface BrokerUser {
  readonly user: string;
  readonly password: string;
  /** Default: everything. */
  readonly permissions?: Permissions;
}

/** Names, meanings and defaults are nats-server's, unless said otherwise. */
export interface BrokerLimits {
  /** Largest message, headers included, in bytes. Default 1 MiB. */
  readonly maxPayload: number;
  /** Longest protocol line's arguments, in bytes. Default 4,096. */
  readonly maxControlLine: number;
  /** Bytes that may wait for one client before it is cut off as a slow consumer. Default 64 MiB. */
  readonly maxPending: number;
  /** The longest time of one write to a client before it is cut off as a slow consumer. Default 10 s. */
  readonly writeDeadlineMs: number;
  /** Default 1,024 (nats-server: 65,536). */
  readonly maxConnections: number;
  /**
   * Connections that have not sent a right password yet. One more ends the oldest of them: any local account can open
   * them, and must not keep others out. Default 64 (nats-server: no limit of its own).
   */
  readonly maxUnauthenticated: number;
  /** Per connection. Default 10,000 (nats-server: no limit). */
  readonly maxSubscriptions: number;
  /** Default 2 s. */
  readonly authTimeoutMs: number;
  /** A client that has been silent for so long is pinged. Default 5 s (nats-server: 2 min). */
  readonly pingIntervalMs: number;
  /** Unanswered PINGs after which a client counts as dead. Default 2. */
  readonly maxPingsOut: number;
}

export interface BrokerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The users that may connect; nobody else may. */
  readonly users: readonly BrokerUser[];
  readonly limits?: Partial<BrokerLimits>;
  /** Lines for an operator: refused logins, violations, slow consumers. Holds no payload and no password. */
  readonly log?: (line: string) => void;
}

export const DEFAULT_LIMITS: BrokerLimits = {
  maxPayload: 1024 * 1024,
  maxControlLine: 4096,
  maxPending: 64 * 1024 * 1024,
  writeDeadlineMs: 10_000,
  maxConnections: 1024,
  maxUnauthenticated: 64,
  maxSubscriptions: 10_000,
  authTimeoutMs: 2_000,
  pingIntervalMs: 5_000,
  maxPingsOut: 2,
};

import type { AccessVersions, RolesInForce, SigningKey, StepUpSource, TokenVerifier } from '#libs/identity';
import type { EventLog } from '#libs/event-log';
import type { Live } from '#libs/live';
import type { Bus } from '#libs/messaging';
import type { Health, Logger, Metrics } from '#libs/observability';
import type { Storage } from '#libs/storage';
import type { ServiceSender } from '../feature/service-parts';

/** The parts that a process provides to its gateway. */
export interface EdgeParts {
  readonly bus: Bus;
  readonly verify: TokenVerifier;
  readonly access: Pick<AccessVersions, 'check'>;
  readonly rolesInForce: RolesInForce;
  readonly stepUps: StepUpSource;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly live: Live;
  /** Tokens of `service:gateway`, for callers who have no token yet. */
  readonly serviceKey: SigningKey;
  /** Sends as the gateway itself, in the tenant and on behalf of the actor of the context. */
  readonly sender: ServiceSender;
  /** The keys that verify users' tokens. */
  readonly jwks: () => Promise<object>;
  /** Stores uploads: the bytes of a file are not sent over the bus. */
  readonly storage: Pick<Storage, 'put' | 'discard'>;
  readonly health: Pick<Health, 'report' | 'ready' | 'live' | 'warn'>;
  readonly metrics: Pick<Metrics, 'request' | 'expose'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  readonly settings: EdgeSettings;
}

export interface EdgeSettings {
  readonly rateLimitPerMinute: number;
  readonly rateLimitUserPerMinute: number;
  /** Of an organisation without a limit of its own. Default: that of its tier. */
  readonly rateLimitOrganizationPerMinute?: number;
  readonly corsAllowedOrigins: readonly string[];
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Shares quotas and positions among several gateways. Default: each has its own. */
  readonly redisUrl?: string;
  readonly metricsToken?: string;
  readonly enableSwagger: boolean;
  /** The address under which clients reach the gateway, if it is known. */
  readonly publicUrl?: string;
}

/** An HTTP application that is ready to listen; `close()` finishes the requests in progress. */
export interface EdgeApplication {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
  close(): Promise<void>;
}

/** The service that answers HTTP: it owns no contract and has no rows. */
export interface EdgeDefinition {
  readonly name: string;
  readonly create: (parts: EdgeParts) => Promise<EdgeApplication>;
}

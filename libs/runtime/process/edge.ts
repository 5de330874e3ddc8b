import type { AccessVersions, RolesInForce, SigningKey, TokenVerifier } from '#libs/identity';
import type { EventLog } from '#libs/event-log';
import type { Live } from '#libs/live';
import type { Bus } from '#libs/messaging';
import type { Health, Logger, Metrics } from '#libs/observability';
import type { Storage } from '#libs/storage';
import type { ServiceSender } from '../feature/service-parts';

/** What a process lends to its gateway. */
export interface EdgeParts {
  readonly bus: Bus;
  readonly verify: TokenVerifier;
  readonly access: Pick<AccessVersions, 'check'>;
  readonly rolesInForce: RolesInForce;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly live: Live;
  /** Of `service:gateway`: it speaks for callers who have no token yet. */
  readonly serviceKey: SigningKey;
  /** Sends as the gateway itself, in the tenant and on behalf of the actor that the context names. */
  readonly sender: ServiceSender;
  /** The keys that people's tokens are verified with. */
  readonly jwks: () => Promise<object>;
  /** Of uploads: their bytes do not ride the bus. */
  readonly storage: Pick<Storage, 'put' | 'discard'>;
  readonly health: Pick<Health, 'report' | 'ready' | 'live'>;
  readonly metrics: Pick<Metrics, 'request' | 'expose'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  readonly settings: EdgeSettings;
}

export interface EdgeSettings {
  readonly rateLimitPerMinute: number;
  readonly rateLimitUserPerMinute: number;
  readonly corsAllowedOrigins: readonly string[];
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Where several gateways share quotas and positions. Default: each has its own. */
  readonly redisUrl?: string;
  readonly metricsToken?: string;
  readonly enableSwagger: boolean;
}

/** An HTTP application that is ready to listen; `close()` finishes what is under way. */
export interface EdgeApplication {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
  close(): Promise<void>;
}

/** The service that answers HTTP: no contract is its own, and it has no rows. */
export interface EdgeDefinition {
  readonly name: string;
  readonly create: (parts: EdgeParts) => Promise<EdgeApplication>;
}

import type { AccessVersions, SigningKey, TokenVerifier } from '#libs/identity';
import type { Bus } from '#libs/messaging';
import type { Health, Logger, Metrics } from '#libs/observability';

/** What the process lends to its gateway. */
export interface GatewayParts {
  readonly bus: Bus;
  readonly verify: TokenVerifier;
  readonly access: Pick<AccessVersions, 'check'>;
  /** Of `service:gateway`: it speaks for callers who have no token yet. */
  readonly serviceKey: SigningKey;
  /** The keys that people's tokens are verified with. */
  readonly jwks: () => Promise<object>;
  readonly health: Pick<Health, 'report' | 'ready' | 'live'>;
  readonly metrics: Pick<Metrics, 'request' | 'expose'>;
  readonly logger: Pick<Logger, 'info' | 'error' | 'debug'>;
  readonly settings: GatewaySettings;
}

export interface GatewaySettings {
  /** Requests per minute and address, and per minute and signed-in user. */
  readonly rateLimitPerMinute: number;
  readonly rateLimitUserPerMinute: number;
  /** Exactly as browsers send them: `https://app.example.com`. */
  readonly corsAllowedOrigins: readonly string[];
  /** Lets other hosts read `/metrics`. */
  readonly metricsToken?: string;
  readonly enableSwagger: boolean;
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
}

/** The token under which Nest provides the parts. */
export const GATEWAY_PARTS = Symbol('GatewayParts');

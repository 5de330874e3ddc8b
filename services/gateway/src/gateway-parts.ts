import type { EdgeParts, EdgeSettings } from '#libs/runtime';

/** What the process lends to its gateway. */
export interface GatewayParts extends EdgeParts {
  readonly settings: GatewaySettings;
}

export interface GatewaySettings extends EdgeSettings {
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
}

/** The token under which Nest provides the parts. */
export const GATEWAY_PARTS = Symbol('GatewayParts');

/** What the process lends to its gateway. */
export type { EdgeParts as GatewayParts, EdgeSettings as GatewaySettings } from '#libs/runtime';

/** The token under which Nest provides the parts. */
export const GATEWAY_PARTS = Symbol('GatewayParts');

import type { ShareLimits } from './admission/shares';

/** The parts that the process provides to its gateway. */
export type { EdgeParts as GatewayParts, EdgeSettings as GatewaySettings } from '#libs/runtime';

/** The time-outs of the gateway in milliseconds, and the number of streams open at once. */
export interface GatewayLimits {
  /** For the answer of a service; longer than the wait of any command for its consequences. */
  readonly deadlineMs: number;
  /** For the whole of a request, body included. */
  readonly arrivalMs: number;
  /** For a client that reads nothing of a table. */
  readonly stalledMs: number;
  readonly streams: ShareLimits;
}

export const LIMITS: GatewayLimits = {
  deadlineMs: 10_000,
  arrivalMs: 30_000,
  stalledMs: 15_000,
  streams: { ofCaller: 8, ofOrganization: 400, ofAll: 2_000 },
};

/** The tokens under which Nest provides the parts. */
export const GATEWAY_PARTS = Symbol('GatewayParts');
export const GATEWAY_LIMITS = Symbol('GatewayLimits');
export const SHARED_STATE = Symbol('SharedState');

import type { Access, Contract, Upload } from '#contracts/declare/contract';
import { isIdempotent } from '#contracts/declare/refusals';
import type { Permission } from '#contracts/permissions';

/** The body that a route takes: checked by its headers when the caller is known and permitted, and read after that. */
export interface BodyRule {
  readonly maxBytes: number;
  /** Without parameters, in lower case: `application/json`. */
  readonly mediaTypes: readonly [string, ...string[]];
}

/** How a route is admitted. Every route declares it, of whatever kind it is; one that does not stops the start. */
export interface Admission {
  /**
   * `public`: no caller. `self`: any valid token of a user. `metrics`: loopback, or the metrics token. Several: one of them
   * is enough, and the handler shows what each opens.
   */
  readonly permission: Exclude<Access, 'service'> | 'metrics' | readonly Permission[];
  /** Also for callers without an organisation. */
  readonly platform?: boolean;
  /** Probes and verifiers come often and from few addresses: they count against no quota. */
  readonly uncounted?: true;
  /** None where the route takes no body. */
  readonly body?: BodyRule;
  /** A command that happens once under its `Idempotency-Key`: each of its answers carries the key. */
  readonly idempotent?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    admission?: Admission;
  }
}

/** The largest JSON body of a request, in bytes. */
export const MAX_BODY_BYTES = 512 * 1024;

const JSON_BODY: BodyRule = { maxBytes: MAX_BODY_BYTES, mediaTypes: ['application/json'] };

/** Of a form, beside its file: its fields, and what stands between its parts. */
export const MAX_FORM_BYTES = 256 * 1024;

/** A contract says all of it. @throws TypeError for a contract that only services send */
export function admissionOf(contract: Contract): Admission {
  const { permission, platform, kind, upload } = contract;
  if (permission === 'service') throw new TypeError(`${contract.name} is for services: it has no route`);
  return {
    permission,
    platform,
    idempotent: isIdempotent(contract),
    ...(kind === 'command' && { body: upload ? formBody(upload) : JSON_BODY }),
  };
}

function formBody({ maxBytes }: Upload): BodyRule {
  return { maxBytes: maxBytes + MAX_FORM_BYTES, mediaTypes: ['multipart/form-data'] };
}

/** Health, metrics, keys and the API's description. */
export const PROBE: Admission = { permission: 'public', uncounted: true };
export const METRICS: Admission = { permission: 'metrics', uncounted: true };

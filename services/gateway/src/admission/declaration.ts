import type { Access, Contract } from '#contracts/declare/contract';
import { isIdempotent } from '#contracts/declare/refusals';
import type { Permission } from '#contracts/permissions';
import { CSV_MEDIA_TYPE } from '#contracts/values/csv';

/**
 * The body that a route takes. Its headers are checked once the caller is known and permitted; it is read after that.
 */
export interface BodyRule {
  readonly maxBytes: number;
  /** Without parameters, in lower case: `application/json`. `any`: the route takes the bytes as they are. */
  readonly mediaTypes: readonly [string, ...string[]] | 'any';
}

/** The admission of a route. Every route declares it; a route without a declaration stops the start. */
export interface Admission {
  /**
   * `public`: no caller. `self`: any valid token of a user. `metrics`: loopback, or the metrics token. One of several
   * is enough; the handler decides what each of them shows.
   */
  readonly permission: Exclude<Access, 'service'> | 'metrics' | readonly Permission[];
  /** Of a public route: the bearer of a good access token is its caller. */
  readonly optionalCaller?: boolean;
  /** Open to callers who must change their password first. */
  readonly beforePasswordChange?: boolean;
  /** Open to sessions that lack the second factor that their organisation requires. */
  readonly beforeSecondFactor?: boolean;
  /** Grave: the caller has proven password or second factor again a moment ago. */
  readonly stepUp?: boolean;
  /** With `self`: open to API keys too. */
  readonly byApiKey?: boolean;
  /** Open to callers without an organisation. */
  readonly platform?: boolean;
  /** For probes and verifiers of tokens, which ask often from few addresses: no quota counts them. */
  readonly uncounted?: true;
  /** Undefined if the route takes no body. */
  readonly body?: BodyRule;
  /** A command that runs once per `Idempotency-Key`; each of its answers carries the key. */
  readonly idempotent?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    admission?: Admission;
  }
}

/** The largest body of a request whose contract says nothing else, in bytes. */
export const MAX_BODY_BYTES = 512 * 1024;

/** The size of a form without its file: its fields and the separators of its parts. */
export const MAX_FORM_BYTES = 256 * 1024;

/** Derives the admission from a contract. @throws TypeError for a contract that only services send */
export function admissionOf(contract: Contract): Admission {
  const { permission, platform, optionalCaller, beforePasswordChange, beforeSecondFactor, byApiKey, stepUp } = contract;
  const { kind } = contract;
  if (permission === 'service') throw new TypeError(`${contract.name} is for services: it has no route`);
  return {
    permission,
    platform,
    optionalCaller,
    beforePasswordChange,
    beforeSecondFactor,
    byApiKey,
    stepUp,
    idempotent: isIdempotent(contract),
    ...(kind === 'command' && { body: bodyOf(contract) }),
  };
}

function bodyOf({ upload, table, maxBodyBytes: maxBytes = MAX_BODY_BYTES }: Contract): BodyRule {
  if (upload) return { maxBytes: upload.maxBytes + MAX_FORM_BYTES, mediaTypes: ['multipart/form-data'] };
  return { maxBytes, mediaTypes: ['application/json', ...(table === undefined ? [] : [CSV_MEDIA_TYPE])] };
}

/** The admission of health, metrics, keys and the API's description. */
export const PROBE: Admission = { permission: 'public', uncounted: true };
export const METRICS: Admission = { permission: 'metrics', uncounted: true };

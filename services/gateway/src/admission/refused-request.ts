import type { FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { type Actor, actorOf, networkOf } from '#libs/identity';
import { UNKNOWN_ROUTE } from '#libs/observability';
import type { Refusal } from './refusal-tally';
import { GATEWAY } from '../http/request-context';

/** The source that refusals are counted by, and its name in the trail. */
export interface Source {
  readonly name: string;
  readonly tenantId: string;
  readonly actor: Actor;
}

/** The trail's record of a request; undefined unless it was refused because of its caller. */
export function refusalIn(request: FastifyRequest): Refusal<Source> | undefined {
  const kind = kindOf(request);
  return kind && { kind, route: routeOf(request), ...sourceOf(request) };
}

type Kind = Refusal<Source>['kind'];

/** The codes counted besides every code of kind `forbidden`. */
const KINDS: Partial<Readonly<Record<ErrorCode, Kind>>> = {
  INVALID_CREDENTIALS: 'login_failed',
  ACCOUNT_LOCKED: 'login_failed',
  RATE_LIMITED: 'rate_limited',
};

function kindOf({ refusedAs }: FastifyRequest): Kind | undefined {
  if (refusedAs === undefined) return undefined;
  return KINDS[refusedAs] ?? (ERRORS[refusedAs][0] === 'forbidden' ? 'forbidden' : undefined);
}

/** The declared route, so that it holds no id that somebody tried. */
function routeOf({ method, is404, routeOptions }: FastifyRequest): string {
  const { path } = routeOptions.config;
  return is404 || path === undefined ? UNKNOWN_ROUTE : `${method} ${path}`;
}

/**
 * A signed-in caller is counted and named by account. Any other is counted by network, /24 or /64, and named by /24 or
 * /48, since a /64 is one household's.
 */
function sourceOf(request: FastifyRequest): Pick<Refusal<Source>, 'source' | 'of'> {
  const { edge, caller } = request;
  if (!caller) {
    return {
      source: networkOf(edge.ip, 64),
      of: { name: networkOf(edge.ip, 48), tenantId: PLATFORM, actor: GATEWAY },
    };
  }
  const tenantId = caller.organizationId ?? PLATFORM;
  const actor = actorOf(caller);
  return { source: `${actor.id} in ${tenantId}`, of: { name: actor.id, tenantId, actor } };
}

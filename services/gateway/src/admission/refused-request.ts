import type { FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { type Actor, actorOf, networkOf } from '#libs/identity';
import { UNKNOWN_ROUTE } from '#libs/observability';
import type { Refusal } from './refusal-tally';
import { GATEWAY } from '../http/request-context';

/** Whose refusals are counted together, and how the trail calls them. */
export interface Source {
  readonly name: string;
  readonly tenantId: string;
  readonly actor: Actor;
}

/** What the trail has of a request; undefined unless it was refused for who asked. */
export function refusalIn(request: FastifyRequest): Refusal<Source> | undefined {
  const kind = kindOf(request);
  return kind && { kind, route: routeOf(request), ...sourceOf(request) };
}

type Kind = Refusal<Source>['kind'];

/** Beside every code that means that somebody may not. */
const KINDS: Partial<Readonly<Record<ErrorCode, Kind>>> = {
  INVALID_CREDENTIALS: 'login_failed',
  ACCOUNT_LOCKED: 'login_failed',
  RATE_LIMITED: 'rate_limited',
};

function kindOf({ refusedAs }: FastifyRequest): Kind | undefined {
  if (refusedAs === undefined) return undefined;
  return KINDS[refusedAs] ?? (ERRORS[refusedAs][0] === 'forbidden' ? 'forbidden' : undefined);
}

/** As declared, so that no id that somebody tried stands in it. */
function routeOf({ method, is404, routeOptions }: FastifyRequest): string {
  const { path } = routeOptions.config;
  return is404 || path === undefined ? UNKNOWN_ROUTE : `${method} ${path}`;
}

/**
 * Whoever has signed in is counted and named by their account. Of others the network is: counted by /24 or /64, and
 * named by /24 or /48, since a /64 is one household's.
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

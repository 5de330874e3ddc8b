import type { FastifyRequest } from 'fastify';
import { PLATFORM } from '#contracts/permissions';
import { type Actor, type RequestContext, actorOf } from '#libs/identity';
import { connectionOf } from './request-edge';

/** The actor of an anonymous request. */
export const GATEWAY: Actor = { id: 'service:gateway', type: 'service', roles: [] };

/** The context of a request: the caller is the actor, in the organisation of their session. */
export function requestContext(request: FastifyRequest, deadlineMs: number): RequestContext {
  const { caller, edge } = request;
  const { requestId, traceparent } = edge;
  return {
    tenantId: caller?.organizationId ?? PLATFORM,
    actor: caller ? actorOf(caller) : GATEWAY,
    ...(caller?.sessionId !== undefined && { sessionId: caller.sessionId }),
    requestId,
    correlationId: requestId,
    causationId: requestId,
    traceparent,
    ...connectionOf(request),
    deadline: Date.now() + deadlineMs,
  };
}

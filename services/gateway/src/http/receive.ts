import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADERS } from './http-headers';
import { requestEdge } from './request-edge';

/** What every answer carries, whatever becomes of its request. */
export function receive(request: FastifyRequest, reply: FastifyReply): void {
  request.edge = requestEdge(request);
  reply.headers(SECURITY_HEADERS);
  reply.header('X-Request-Id', request.edge.requestId);
  reply.header('traceparent', request.edge.traceparent);
}

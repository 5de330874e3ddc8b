import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADERS } from './http-headers';
import { requestEdge } from './request-edge';

/** Sets the headers that every answer carries, refusals included. */
export function receive(request: FastifyRequest, reply: FastifyReply): void {
  request.edge = requestEdge(request);
  reply.headers(SECURITY_HEADERS);
  reply.header('X-Request-Id', request.edge.requestId);
  reply.header('traceparent', request.edge.traceparent);
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestEdge } from './request-edge';

/** Sets the headers that every answer carries, refusals included. `always`: the same for all. */
export function receive(request: FastifyRequest, reply: FastifyReply, always: Readonly<Record<string, string>>): void {
  request.edge = requestEdge(request);
  reply.headers(always);
  reply.header('X-Request-Id', request.edge.requestId);
  reply.header('traceparent', request.edge.traceparent);
}

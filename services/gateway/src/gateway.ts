import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#contracts/errors';
import { GatewayModule } from './gateway.module';
import type { GatewayParts } from './gateway-parts';
import { MAX_BODY_BYTES } from './json-body';
import { sendProblem } from './problem';
import { receive } from './receive';
import { UnreadableRequests } from './unreadable-request';

/** Longer than the two minutes that a load balancer keeps an idle connection, so that it closes first. */
const KEEP_ALIVE_MS = 125_000;

/** Slow senders of headers or bodies are cut off after this. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The gateway's application, ready for `listen(port, host)`; `close()` finishes what is under way. */
export async function createGateway(parts: GatewayParts): Promise<NestFastifyApplication> {
  const { trustedProxies } = parts.settings;
  const unreadable = new UnreadableRequests(parts.logger);
  const adapter = new FastifyAdapter({
    // A request without it is refused like any other, with a problem.
    http: { requireHostHeader: false },
    clientErrorHandler: (error, socket) => unreadable.refuse(error, socket),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    logger: false,
    // A path that cannot be decoded, or with a parameter of absurd length: the router gives up before any hook.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      receive(request, reply);
      sendProblem(reply, new DomainError('NOT_FOUND', 'There is nothing at this path'), request.edge.traceId);
    },
  });
  const application = await NestFactory.create<NestFastifyApplication>(GatewayModule.with(parts), adapter, {
    bodyParser: false,
    logger: false,
  });
  unreadable.watch(adapter.getInstance<FastifyInstance>());
  return application.init();
}

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#contracts/errors';
import { AdmissionControl, type AdmittedRoute } from './admission/admission';
import { MAX_BODY_BYTES } from './admission/declaration';
import { SharedState } from './admission/shared-state';
import { GatewayModule } from './gateway.module';
import { type GatewayLimits, type GatewayParts, LIMITS } from './gateway-parts';
import { sendProblem } from './http/problem';
import { securityHeaders } from './http/http-headers';
import { receive } from './http/receive';
import { UnreadableRequests } from './http/unreadable-request';

/** Longer than the two minutes that a load balancer keeps an idle connection, so that it closes first. */
const KEEP_ALIVE_MS = 125_000;

/** A list's longest cursor, its filters and a token stand in one head together. */
/** The longest text of a path: the name of a figure. */
const MAX_PARAMETER = 2_000;
const MAX_HEADER_BYTES = 32 * 1024;

/** The interval at which Node looks for slow senders; its default is 30 seconds. */
const CHECKS_PER_ARRIVAL = 30;

/** A gateway, and the admission of each of its routes. */
export interface OpenedGateway {
  readonly application: NestFastifyApplication;
  readonly routes: readonly AdmittedRoute[];
}

/** The gateway's application, ready for `listen(port, host)`; `close()` finishes the requests in progress. */
export async function createGateway(parts: GatewayParts): Promise<NestFastifyApplication> {
  return (await openGateway(parts, LIMITS)).application;
}

export async function openGateway(parts: GatewayParts, limits: GatewayLimits): Promise<OpenedGateway> {
  const shared = sharedState(parts);
  const unreadable = new UnreadableRequests(parts.logger, securityHeaders(parts.settings.publicUrl));
  const adapter = adapterFor(parts, limits, unreadable);
  const fastify = adapter.getInstance<FastifyInstance>();
  const admission = new AdmissionControl(parts, shared);
  admission.guard(fastify);
  const application = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.with(parts, limits, shared),
    adapter,
    { bodyParser: false, logger: false },
  );
  unreadable.watch(fastify, parts.settings);
  return { application: await application.init(), routes: admission.routes };
}

function adapterFor({ settings }: GatewayParts, limits: GatewayLimits, unreadable: UnreadableRequests): FastifyAdapter {
  const { trustedProxies, publicUrl } = settings;
  const { arrivalMs } = limits;
  return new FastifyAdapter({
    http: {
      // A request without it is refused like any other, with a problem.
      requireHostHeader: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: arrivalMs / CHECKS_PER_ARRIVAL,
      // Node exchanges the two where that of the headers, 60 seconds by default, is the longer.
      headersTimeout: arrivalMs,
      requestTimeout: arrivalMs,
    },
    clientErrorHandler: (error, socket) => unreadable.refuse(error, socket),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    requestTimeout: arrivalMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    logger: false,
    // A path that cannot be decoded, or with a parameter of absurd length: the router refuses it before any hook.
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      receive(request, reply, securityHeaders(publicUrl));
      sendProblem(request, reply, new DomainError('NOT_FOUND', 'There is nothing at this path'));
    },
  });
}

function sharedState({ settings, logger }: GatewayParts): SharedState | undefined {
  const { redisUrl: url } = settings;
  if (url === undefined) return undefined;
  return new SharedState({
    url,
    onChange: (isThere, err) => {
      if (isThere) logger.info({}, 'Redis answers: quotas and positions are shared with the other gateways');
      else logger.error({ err }, 'Redis is away: this gateway counts for itself until it is back');
    },
  });
}

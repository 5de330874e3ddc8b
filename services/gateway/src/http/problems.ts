import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode } from '#contracts/errors';
import { UNKNOWN_ROUTE } from '#libs/observability';
import { GATEWAY_PARTS, type GatewayParts } from '../gateway-parts';
import { methodsAt } from './known-paths';
import { refusalOf, sendProblem } from './problem';
import { requestEdge } from './request-edge';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The contract's path, with its parameters in braces. */
    path?: string;
  }
  interface FastifyRequest {
    /** The code of its refusal, if it was refused. */
    refusedAs?: ErrorCode;
  }
}

/**
 * The one place that turns an error into an answer: from contract routes, Nest's controllers and unknown paths. The
 * caller gets a refusal; a fault of ours goes to the log, and the caller gets its trace id.
 */
@Catch()
export class Problems implements ExceptionFilter {
  /** The methods of a path; undefined for a path that leads nowhere. */
  readonly methodsAt = methodsAt();

  /** Called for each refusal, also when the client has gone. */
  onRefused: (request: FastifyRequest) => void = () => undefined;

  constructor(@Inject(GATEWAY_PARTS) private readonly parts: GatewayParts) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest(), http.getResponse());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    // No hook has run for a path that cannot be read.
    request.edge ??= requestEdge(request);
    const { traceId, requestId } = request.edge;
    const refusal = request.is404 ? this.nowhere(request, reply, error) : refusalOf(error);
    request.refusedAs = refusal?.code ?? 'INTERNAL';
    this.onRefused(request);
    if (refusal) return sendProblem(request, reply, refusal);
    this.parts.logger.error({ err: error, traceId, requestId, route: routeOf(request) }, 'request failed');
    return sendProblem(request, reply, new DomainError('INTERNAL'));
  }

  /** A path that exists for other methods names them. */
  private nowhere({ url }: FastifyRequest, reply: FastifyReply, error: unknown): DomainError | undefined {
    const refusal = refusalOf(error);
    if (refusal?.code !== 'NOT_FOUND') return refusal;
    const methods = this.methodsAt(url);
    if (!methods) return new DomainError('NOT_FOUND', 'There is nothing at this path');
    reply.header('Allow', methods.join(', '));
    return new DomainError('METHOD_NOT_ALLOWED');
  }

  /** An answer that has begun cannot report a fault any more: it breaks off, and the log has the reason. */
  brokeOff(error: unknown, request: FastifyRequest): void {
    const { traceId, requestId } = request.edge;
    const code = refusalOf(error)?.code;
    const line = { traceId, requestId, route: routeOf(request) };
    if (code) this.parts.logger.warn({ ...line, code }, 'answer broken off');
    else this.parts.logger.error({ ...line, err: error }, 'answer broken off');
  }

  /** Counts every answer, and logs refusals and faults worth a line. */
  observe(request: FastifyRequest, reply: FastifyReply): void {
    const { method } = request;
    const { statusCode: status } = reply;
    const { startedAt, requestId, traceId } = request.edge;
    const route = routeOf(request);
    const seconds = (performance.now() - startedAt) / 1_000;
    this.parts.metrics.request({ method, route, status, seconds });
    const line = { method, route, status, durationMs: Math.round(seconds * 1e6) / 1e3, requestId, traceId };
    const { caller, refusedAs } = request;
    const refused = {
      ...line,
      code: refusedAs,
      userId: caller?.membershipId ?? caller?.sub,
      organizationId: caller?.organizationId,
    };
    if (status >= 500 && refusedAs) this.parts.logger.warn(refused, 'request failed');
    else if (status >= 400) this.parts.logger.info(refused, 'request refused');
    else this.parts.logger.debug(line, 'request answered');
  }
}

/** The declared route, so that no label and no log line holds an id that somebody sent. */
function routeOf({ is404, routeOptions }: FastifyRequest): string {
  return is404 ? UNKNOWN_ROUTE : (routeOptions.config.path ?? routeOptions.url ?? UNKNOWN_ROUTE);
}

import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#contracts/errors';
import type { HealthReport } from '#libs/observability';
import { mayReadMetrics } from '#libs/runtime';
import { GATEWAY_PARTS, type GatewayParts } from './gateway-parts';

/** The routes at the root, for operators, probes and verifiers of tokens. */
@Controller()
export class OperationsController {
  constructor(@Inject(GATEWAY_PARTS) private readonly parts: GatewayParts) {}

  @Get('/health')
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return withStatus(reply, await this.parts.health.report());
  }

  @Get('/health/live')
  live(): { readonly status: 'ok' } {
    return this.parts.health.live();
  }

  @Get('/health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return withStatus(reply, await this.parts.health.ready());
  }

  @Get('/metrics')
  async metrics(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metricsToken } = this.parts.settings;
    if (!mayReadMetrics(request.raw, metricsToken))
      throw new DomainError('UNAUTHENTICATED', 'Metrics need the metrics token');
    const { body, contentType } = await this.parts.metrics.expose();
    reply.header('Content-Type', contentType);
    return body;
  }

  @Get('/.well-known/jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  jwks(): Promise<object> {
    return this.parts.jwks();
  }
}

function withStatus(reply: FastifyReply, report: HealthReport): HealthReport {
  if (report.status === 'down') reply.code(503);
  return report;
}

import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { HealthReport } from '#libs/observability';
import { METRICS, PROBE } from '../admission/declaration';
import { GATEWAY_PARTS, type GatewayParts } from '../gateway-parts';

/** The routes at the root, for operators, probes and verifiers of tokens. */
@Controller()
export class OperationsController {
  constructor(@Inject(GATEWAY_PARTS) private readonly parts: GatewayParts) {}

  @Get('/health')
  @RouteConfig({ admission: PROBE })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return withStatus(reply, await this.parts.health.report());
  }

  @Get('/health/live')
  @RouteConfig({ admission: PROBE })
  live(): { readonly status: 'ok' } {
    return this.parts.health.live();
  }

  @Get('/health/ready')
  @RouteConfig({ admission: PROBE })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return withStatus(reply, await this.parts.health.ready());
  }

  @Get('/metrics')
  @RouteConfig({ admission: METRICS })
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { body, contentType } = await this.parts.metrics.expose();
    reply.header('Content-Type', contentType);
    return body;
  }

  @Get('/.well-known/jwks.json')
  @RouteConfig({ admission: PROBE })
  @Header('Cache-Control', 'public, max-age=300')
  jwks(): Promise<object> {
    return this.parts.jwks();
  }
}

function withStatus(reply: FastifyReply, report: HealthReport): HealthReport {
  if (report.status === 'down') reply.code(503);
  return report;
}

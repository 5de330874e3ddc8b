import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { allContracts, allTopics } from '#contracts/catalogue';
import { admissionOf } from '../admission/declaration';
import { Refusals } from '../admission/refusals';
import { Shares } from '../admission/shares';
import type { SharedState } from '../admission/shared-state';
import { GATEWAY_LIMITS, GATEWAY_PARTS, type GatewayLimits, type GatewayParts, SHARED_STATE } from '../gateway-parts';
import { streamRoute } from '../live/stream-route';
import { OwnCallerPositions, SharedCallerPositions } from './caller-positions';
import { contractHandler } from './contract-route';
import { takeJsonOnly } from './json-body';
import { Problems } from './problems';
import { ServiceTokens } from './service-tokens';

/** Registers the stream, and a route for every contract that has one. How each is admitted follows from the contract. */
@Injectable()
export class Api implements OnModuleInit, OnApplicationShutdown {
  private readonly refusals: Refusals;

  constructor(
    @Inject(GATEWAY_PARTS) private readonly parts: GatewayParts,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
    @Inject(SHARED_STATE) private readonly shared: SharedState | null,
    @Inject(Problems) private readonly problems: Problems,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    this.refusals = new Refusals(parts);
    this.problems.onRefused = (request) => this.refusals.note(request);
  }

  onModuleInit(): void {
    this.shared?.open();
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', (request, reply, done) => {
      this.problems.observe(request, reply);
      done();
    });
    void fastify.register((api, _options, done) => {
      takeJsonOnly(api);
      api.setErrorHandler((error, request, reply) => this.problems.answer(error, request, reply));
      this.serve(api);
      done();
    });
  }

  /** While requests are still being answered, which may take as long as a stop may. A stream has no end of its own. */
  async beforeApplicationShutdown(): Promise<void> {
    this.refusals.flush();
    await this.parts.live.close();
  }

  /** When the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.shared?.close();
    await this.refusals.close();
  }

  private serve(api: FastifyInstance): void {
    const routes = {
      bus: this.parts.bus,
      positions: this.shared ? new SharedCallerPositions(this.shared) : new OwnCallerPositions(),
      serviceTokens: new ServiceTokens(this.parts.serviceKey),
      access: this.parts.access,
      brokeOff: (error: unknown, request: FastifyRequest) => this.problems.brokeOff(error, request),
      tables: new Shares({ ofCaller: 2, ofOrganization: 4, ofAll: 16 }),
      limits: this.limits,
    };
    const { live, log } = this.parts;
    api.route(streamRoute({ live, log, topics: allTopics(), open: new Shares(this.limits.streams) }));
    for (const contract of allContracts()) {
      if (!contract.route) continue;
      const { method, path } = contract.route;
      api.route({
        method,
        url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        config: { path, admission: admissionOf(contract) },
        handler: contractHandler(contract, routes),
      });
    }
  }
}

import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { allContracts, allTopics } from '#contracts/catalogue';
import { API_BASE, type Contract, type Upload } from '#contracts/declare/contract';
import { declaredImports } from '#contracts/declare/import-declaration';
import { admissionOf } from '../admission/declaration';
import { Refusals } from '../admission/refusals';
import { Shares } from '../admission/shares';
import type { SharedState } from '../admission/shared-state';
import { BrowserCookies } from '../cookies/browser-cookies';
import { BrowserSessions } from '../cookies/browser-sessions';
import { GATEWAY_LIMITS, GATEWAY_PARTS, type GatewayLimits, type GatewayParts, SHARED_STATE } from '../gateway-parts';
import { streamRoute } from '../live/stream-route';
import { unsubscriptionRoute } from '../mail-links/unsubscription-route';
import { webhookRoutes } from '../webhooks/webhook-routes';
import { redirectRoutes } from '../provider-sign-in/redirect-routes';
import { OwnCallerPositions, SharedCallerPositions } from './caller-positions';
import { calendarRoute } from '../downloads/calendar-route';
import { downloadHandler } from '../downloads/download-route';
import { takeForms, uploadHandler } from '../uploads/upload-route';
import { contractHandler, type RouteParts } from './contract-route';
import { takeJsonAndTables } from './json-body';
import { Problems } from './problems';
import { ServiceTokens } from './service-tokens';

/** Registers the stream, and a route for every contract that has one. The contract decides the admission. */
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
      takeJsonAndTables(api);
      takeForms(api);
      api.setErrorHandler((error, request, reply) => this.problems.answer(error, request, reply));
      this.serve(api);
      done();
    });
  }

  /**
   * Runs while requests are still being answered, which may take as long as a stop may. A stream never ends by itself.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.refusals.flush();
    await this.parts.live.close();
  }

  /** Runs after the last request has been answered. */
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
      browsers: new BrowserSessions(new BrowserCookies(this.parts.settings.publicUrl)),
      brokeOff: (error: unknown, request: FastifyRequest) => this.problems.brokeOff(error, request),
      tables: new Shares({ ofCaller: 2, ofOrganization: 4, ofAll: 16 }),
      storage: this.parts.storage,
      uploads: new Shares({ ofCaller: 2, ofOrganization: 4, ofAll: 16 }),
      downloads: new Shares({ ofCaller: 4, ofOrganization: 16, ofAll: 64 }),
      limits: this.limits,
    };
    const { live, log } = this.parts;
    api.route(streamRoute({ live, log, topics: allTopics(), open: new Shares(this.limits.streams) }));
    const { sender } = this.parts;
    const { browsers } = routes;
    api.route(calendarRoute({ sender, limits: this.limits }));
    for (const route of redirectRoutes({ sender, browsers, limits: this.limits })) api.route(route);
    void api.register(webhookRoutes({ sender, limits: this.limits, shared: this.shared }));
    void api.register(unsubscriptionRoute({ sender, limits: this.limits }));
    for (const contract of allContracts()) {
      if (!contract.route) continue;
      const { method, path } = contract.route;
      const admission = admissionOf(contract);
      api.route({
        method,
        url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        config: { path, admission },
        handler: this.handlerOf(contract, routes, path),
      });
      if (isUpload(contract) && contract.permission === 'import') this.serveKinds(api, contract, routes);
    }
  }

  private handlerOf(contract: Contract, routes: RouteParts, path: string) {
    if (isUpload(contract)) return uploadHandler(contract, routes, { path });
    return contract.file ? downloadHandler(contract, routes) : contractHandler(contract, routes);
  }

  /** The short forms of starting an import, each for one kind. */
  private serveKinds(api: FastifyInstance, contract: Contract & { readonly upload: Upload }, routes: RouteParts): void {
    for (const { name: kind, path: short, permission } of declaredImports()) {
      if (short === undefined) continue;
      const path = `${API_BASE}${short}`;
      const admission = { ...admissionOf(contract), permission };
      const handler = uploadHandler(contract, routes, { path, given: { kind } });
      api.post(path, { config: { path, admission } }, handler);
    }
  }
}

function isUpload(contract: Contract): contract is Contract & { readonly upload: Upload } {
  return contract.upload !== undefined;
}

import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allContracts } from '#contracts/catalogue';
import type { Contract, Route } from '#contracts/contract';
import { DomainError } from '#contracts/errors';
import { type VerifiedToken, addressKey, authorize } from '#libs/identity';
import { AccessTokenStrategy, bearerToken } from './access-token.strategy';
import { OwnCallerPositions, SharedCallerPositions } from './caller-positions';
import { contractHandler } from './contract-route';
import { TablesUnderWay } from './csv-answer';
import { GATEWAY_PARTS, type GatewayParts } from './gateway-parts';
import { allowOrigins } from './http-headers';
import { MAX_BODY_BYTES, refuseByHeaders, takeJsonOnly } from './json-body';
import { Problems } from './problems';
import { OwnRateLimiter, type Quota, type RateLimiter, SharedRateLimiter } from './rate-limiter';
import { receive } from './receive';
import { Refusals } from './refusals';
import { ServiceTokens } from './service-tokens';
import { SharedState } from './shared-state';

/**
 * Registers a route for every contract that has one, on Fastify itself: its `onRequest` hooks run before a body is
 * read, in the order of checks of this API: address quota, token, user quota, permission.
 */
@Injectable()
export class Api implements OnModuleInit, OnApplicationShutdown {
  private readonly byAddress: RateLimiter;
  private readonly byUser: RateLimiter;
  private readonly policies: string;
  private readonly shared: SharedState | undefined;
  private readonly refusals: Refusals;

  constructor(
    @Inject(GATEWAY_PARTS) private readonly parts: GatewayParts,
    @Inject(AccessTokenStrategy) private readonly strategy: AccessTokenStrategy,
    @Inject(Problems) private readonly problems: Problems,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    const { rateLimitPerMinute, rateLimitUserPerMinute, redisUrl } = parts.settings;
    this.shared = redisUrl === undefined ? undefined : sharedState(redisUrl, parts);
    const limiter = (quota: Quota) =>
      this.shared ? new SharedRateLimiter(quota, this.shared) : new OwnRateLimiter(quota);
    this.byAddress = limiter({ name: 'address', limit: rateLimitPerMinute });
    this.byUser = limiter({ name: 'user', limit: rateLimitUserPerMinute });
    this.refusals = new Refusals(parts);
    this.problems.onRefused = (request) => this.refusals.note(request);
    this.policies = `${this.byAddress.policy}, ${this.byUser.policy}`;
  }

  onModuleInit(): void {
    this.shared?.open();
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.receiveEveryRequest(fastify);
    void fastify.register((api, _options, done) => {
      takeJsonOnly(api);
      api.setErrorHandler((error, request, reply) => this.problems.answer(error, request, reply));
      const routes = {
        bus: this.parts.bus,
        positions: this.shared ? new SharedCallerPositions(this.shared) : new OwnCallerPositions(),
        serviceTokens: new ServiceTokens(this.parts.serviceKey),
        access: this.parts.access,
        brokeOff: (error: unknown, request: FastifyRequest) => this.problems.brokeOff(error, request),
        tables: new TablesUnderWay(),
      };
      for (const contract of allContracts()) {
        if (contract.route) this.serve(api, contract, contract.route, contractHandler(contract, routes));
      }
      done();
    });
  }

  /** While requests are still being answered, which may take as long as a stop may. */
  beforeApplicationShutdown(): void {
    this.refusals.flush();
  }

  /** When the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.shared?.close();
    await this.refusals.close();
  }

  /** Also of those that lead nowhere. */
  private receiveEveryRequest(fastify: FastifyInstance): void {
    const { corsAllowedOrigins } = this.parts.settings;
    const isPreflight = allowOrigins(corsAllowedOrigins);
    fastify.decorateRequest('edge');
    fastify.decorateRequest('caller');
    fastify.decorateRequest('accessToken');
    fastify.addHook('onRequest', async (request, reply) => {
      receive(request, reply);
      // Also what is refused can be read by the origins that may read answers.
      const preflight = isPreflight(request, reply);
      const counted = this.isUncounted(request) ? undefined : this.take(this.byAddress, addressKey(request.ip), reply);
      const refused = await counted;
      if (refused) throw refused;
      if (preflight) return reply.code(204).send();
      refuseWithoutHost(request);
      return request.method === 'OPTIONS' ? this.answerOptions(request, reply) : undefined;
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.problems.observe(request, reply);
      done();
    });
  }

  /** Says what the path takes; one that leads nowhere is refused as usual. */
  private answerOptions({ url }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const methods = this.problems.methodsAt(url);
    return methods && reply.code(204).header('Allow', methods.join(', ')).send();
  }

  /** Probes and verifiers come often and from few addresses. */
  private isUncounted({ is404, routeOptions }: FastifyRequest): boolean {
    return !is404 && !routeOptions.url?.startsWith('/api/');
  }

  private serve(
    api: FastifyInstance,
    contract: Contract,
    { method, path }: Route,
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): void {
    const isPublic = contract.permission === 'public';
    api.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { path },
      bodyLimit: MAX_BODY_BYTES,
      onRequest: async (request, reply) => {
        if (!isPublic) await this.admit(contract, request, reply);
        if (contract.kind === 'command') refuseByHeaders(request.headers);
      },
      handler,
    });
  }

  private async admit(contract: Contract, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const caller = await this.callerOf(request);
    request.caller = caller;
    const refused = await this.take(this.byUser, caller.sub, reply);
    if (refused) throw refused;
    authorize(contract, caller);
    request.accessToken = bearerToken(request.raw) ?? undefined;
  }

  private async callerOf(request: FastifyRequest): Promise<VerifiedToken> {
    try {
      return await this.strategy.callerOf(request.raw);
    } catch (error) {
      // A genuine token of a suspended organisation: whose it is belongs in the trail.
      if (error instanceof DomainError && error.code === 'ORGANIZATION_SUSPENDED') {
        request.caller = await this.parts.verify(bearerToken(request.raw) ?? '');
      }
      throw error;
    }
  }

  /** Counts a request against a quota, whose state the answer shows; gives the refusal where it is spent. */
  private async take(limiter: RateLimiter, key: string, reply: FastifyReply): Promise<DomainError | undefined> {
    const { allowed, header, resetSeconds } = await limiter.take(key);
    const earlier = reply.getHeader('RateLimit');
    reply.header('RateLimit', earlier === undefined ? header : `${String(earlier)}, ${header}`);
    reply.header('RateLimit-Policy', earlier === undefined ? limiter.policy : this.policies);
    if (allowed) return undefined;
    return new DomainError('RATE_LIMITED', undefined, { retryAfter: resetSeconds });
  }
}

/** Node would answer it by itself, and say nothing. */
function refuseWithoutHost({ raw, headers }: FastifyRequest): void {
  if (raw.httpVersion === '1.1' && headers.host === undefined) {
    throw new DomainError('VALIDATION_FAILED', 'A request of HTTP/1.1 needs a Host header');
  }
}

function sharedState(url: string, { logger }: GatewayParts): SharedState {
  return new SharedState({
    url,
    onChange: (isThere, err) => {
      if (isThere) logger.info({}, 'Redis answers: quotas and positions are shared with the other gateways');
      else logger.error({ err }, 'Redis is away: this gateway counts for itself until it is back');
    },
  });
}

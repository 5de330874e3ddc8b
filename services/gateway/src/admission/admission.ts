import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { DomainError } from '#contracts/errors';
import { type AccessRule, type VerifiedToken, authorize, isApiKey } from '#libs/identity';
import { mayReadMetrics } from '#libs/runtime/process';
import type { GatewayParts } from '../gateway-parts';
import { allowOrigins, securityHeaders } from '../http/http-headers';
import { methodsAt } from '../http/known-paths';
import { receive } from '../http/receive';
import { BrowserCookies } from '../cookies/browser-cookies';
import { refuseForgery } from '../cookies/browser-sessions';
import { AccessTokenStrategy, isRefusedToken } from './access-token.strategy';
import { ApiKeys } from './api-keys';
import type { Admission } from './declaration';
import { assignKey } from './idempotency-key';
import { keyExchange } from './key-exchange';
import { Quotas } from './quotas';
import { refuseAmbiguous, refuseBody } from './request-headers';
import type { SharedState } from './shared-state';
import { UNTRUSTED_PROXY, UntrustedProxies } from './untrusted-proxies';

/** A route as Fastify knows it. */
export interface AdmittedRoute {
  readonly method: string;
  readonly url: string;
  readonly admission: Admission;
}

type AdmissionParts = Pick<
  GatewayParts,
  'verify' | 'access' | 'rolesInForce' | 'stepUps' | 'settings' | 'health' | 'logger' | 'sender'
>;

/**
 * The single entry to the gateway for every route: 429 by address, 401, 429 by user and by organisation, 403 by permission,
 * then 413 and 415, all before the body is read. It runs before the handler of each route that is registered.
 */
export class AdmissionControl {
  /** Every route, HEAD included. */
  readonly routes: AdmittedRoute[] = [];
  private readonly strategy: AccessTokenStrategy;
  private readonly cookies: BrowserCookies;
  private readonly quotas: Quotas;
  private readonly untrustedProxies: UntrustedProxies;
  private readonly methodsAt = methodsAt();

  constructor(
    private readonly parts: AdmissionParts,
    shared: SharedState | undefined,
  ) {
    this.cookies = new BrowserCookies(parts.settings.publicUrl);
    this.strategy = new AccessTokenStrategy(parts.verify, parts.access, parts.rolesInForce, {
      cookies: this.cookies,
      keys: new ApiKeys(keyExchange(parts.sender)),
    });
    this.quotas = new Quotas(parts.settings, shared);
    this.untrustedProxies = new UntrustedProxies(parts.settings.trustedProxies, (peer) => {
      parts.health.warn(UNTRUSTED_PROXY);
      parts.logger.warn({ peer }, 'forwarded addresses come from a peer that TRUSTED_PROXIES does not name');
    });
  }

  /** To be called before any route is registered: Fastify reports only later ones. */
  guard(fastify: FastifyInstance): void {
    for (const name of ['edge', 'caller', 'accessToken', 'byCookie', 'idempotencyKey']) fastify.decorateRequest(name);
    fastify.addHook('onRoute', (route) => this.admitAt(route));
    const always = securityHeaders(this.parts.settings.publicUrl);
    const isPreflight = allowOrigins(this.parts.settings.corsAllowedOrigins);
    fastify.addHook('onRequest', async (request, reply) => {
      receive(request, reply, always);
      // Allowed origins can read a refusal as well as an answer.
      const preflight = isPreflight(request, reply);
      await this.arrive(request, reply);
      if (preflight) return reply.code(204).send();
      refuseAmbiguous(request.raw);
      return request.method === 'OPTIONS' ? this.answerOptions(request, reply) : undefined;
    });
    // The client sends its body only after 100 Continue; a refusal has been sent by now.
    fastify.addHook('preParsing', (request, reply, _payload, done) => {
      if (request.headers.expect?.toLowerCase() === '100-continue') reply.raw.writeContinue();
      done();
    });
  }

  private admitAt(route: RouteOptions & { readonly routePath: string }): void {
    const admission = route.config?.admission;
    const methods = [route.method].flat();
    if (!admission) throw new TypeError(`${methods.join(', ')} ${route.url} declares no admission`);
    for (const method of methods) this.routes.push({ method, url: route.url, admission });
    const admit = (request: FastifyRequest, reply: FastifyReply) => this.admit(admission, request, reply);
    route.onRequest = [admit, ...[route.onRequest ?? []].flat()];
    if (admission.body) route.bodyLimit = admission.body.maxBytes;
  }

  /** Counts every request against its address's quota, also for a path that leads nowhere. */
  private async arrive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const admission = request.is404 ? undefined : request.routeOptions.config.admission;
    this.untrustedProxies.note(request.raw);
    if (admission?.idempotent) assignKey(request, reply);
    if (!admission?.uncounted) await this.quotas.takeAddress(request.ip, reply);
  }

  private async admit(admission: Admission, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { permission, platform = false, optionalCaller = false, body } = admission;
    const { beforePasswordChange = false, beforeSecondFactor = false } = admission;
    const { byApiKey = false, stepUp = false } = admission;
    if (permission === 'metrics') this.admitMetrics(request);
    else if (optionalCaller) await this.recognise(request);
    else if (permission !== 'public') {
      request.caller = await this.callerOf(request);
      await this.quotas.takeCaller({ ...request.caller, sub: quotaOf(request.caller) }, reply);
      refuseForgery(request, this.cookies);
      const rule = { permission, platform, beforePasswordChange, beforeSecondFactor, byApiKey, stepUp };
      await this.permit(rule, request.caller);
    }
    if (body) refuseBody(request.headers, body);
  }

  private async permit(rule: Omit<AccessRule, 'sentBy' | 'subject'>, caller: VerifiedToken): Promise<void> {
    const bearer = rule.stepUp ? await this.parts.stepUps.marked(caller) : caller;
    authorize({ ...rule, sentBy: [], subject: '' }, bearer);
  }

  /** The bearer of a good token is the caller; any other request has none. Nor has an API key's: it is no person. */
  private async recognise(request: FastifyRequest): Promise<void> {
    const { token } = this.strategy.presented(request.raw);
    if (token === null || isApiKey(token)) return;
    try {
      request.caller = await this.callerOf(request);
    } catch (error) {
      request.caller = undefined;
      if (!isRefusedToken(error)) throw error;
    }
    if (request.caller) refuseForgery(request, this.cookies);
  }

  private admitMetrics({ raw }: FastifyRequest): void {
    if (!mayReadMetrics(raw, this.parts.settings.metricsToken)) {
      throw new DomainError('UNAUTHENTICATED', 'Metrics need the metrics token');
    }
  }

  private async callerOf(request: FastifyRequest): Promise<VerifiedToken> {
    const { token, byCookie } = this.strategy.presented(request.raw);
    try {
      const { caller, accessToken } = await this.strategy.bearerOf(request.raw);
      Object.assign(request, { accessToken, byCookie });
      return caller;
    } catch (error) {
      // The token is genuine, but its organisation is suspended: the trail names the organisation.
      if (error instanceof DomainError && error.code === 'ORGANIZATION_SUSPENDED' && !isApiKey(token ?? '')) {
        request.caller = await this.parts.verify(token ?? '');
      }
      throw error;
    }
  }

  /** Lists the methods of the path; refuses a path that leads nowhere as usual. */
  private answerOptions({ url }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const methods = this.methodsAt(url);
    return methods && reply.code(204).header('Allow', methods.join(', ')).send();
  }
}

/** Each key has the quota of a user, apart from its owner's. */
function quotaOf({ sub, scopes, sessionId = sub }: VerifiedToken): string {
  return scopes ? sessionId : sub;
}

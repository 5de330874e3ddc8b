import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { BeginProviderSignIn } from '#contracts/auth/begin-provider-sign-in';
import { FinishProviderSignIn } from '#contracts/auth/finish-provider-sign-in';
import type { ProviderStep } from '#contracts/auth/provider-step';
import { API_BASE, contractOf, type ContractClass } from '#contracts/declare/contract';
import { invalid, parse } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { GatewayLimits, GatewayParts } from '../gateway-parts';
import type { BrowserSessions } from '../cookies/browser-sessions';
import { requestContext } from '../http/request-context';

export interface RedirectParts extends Pick<GatewayParts, 'sender'> {
  readonly browsers: BrowserSessions;
  readonly limits: Pick<GatewayLimits, 'deadlineMs'>;
}

const BEGIN_PATH = `${API_BASE}/auth/oidc/{organization}`;
const CALLBACK_PATH = `${API_BASE}/auth/oidc/callback`;

/**
 * The two steps of a sign-in with a provider that a browser takes by itself: each answers with a redirect. There is no
 * HEAD for them, since a look at a callback must not spend it.
 */
export function redirectRoutes(parts: RedirectParts): readonly RouteOptions[] {
  return [
    redirect(BEGIN_PATH, async (request, reply) => {
      const { organization } = request.params as { readonly organization: string };
      const [parameter] = Object.keys(request.query as object);
      if (parameter !== undefined) {
        const message = 'is not a parameter of this request';
        throw invalid([{ pointer: `?${parameter.slice(0, 64)}`, code: 'UNKNOWN', message }]);
      }
      // A longer name than any is missing like any other.
      if (organization.length > 63) throw new DomainError('NOT_FOUND');
      return lead(BeginProviderSignIn, { organization }, { request, reply, parts });
    }),
    redirect(CALLBACK_PATH, async (request, reply) => {
      const [, query = ''] = /\?(.*)$/s.exec(request.raw.url ?? '') ?? [];
      if (query === '') throw new DomainError('SIGN_IN_INVALID');
      return lead(FinishProviderSignIn, { query }, { request, reply, parts });
    }),
  ];
}

function redirect(
  path: string,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): RouteOptions {
  return {
    method: 'GET',
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: false,
    config: { path, admission: { permission: 'public' } },
    handler,
  };
}

interface Leading {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly parts: RedirectParts;
}

async function lead(
  contract: ContractClass,
  fields: object,
  { request, reply, parts: { sender, limits, browsers } }: Leading,
): Promise<FastifyReply> {
  const declared = contractOf(contract);
  const payload = parse(contract, browsers.takenBy(declared)(request, fields));
  const context: CommandContext = {
    ...requestContext(request, limits.deadlineMs),
    commandId: randomUUID(),
    now: new Date().toISOString(),
  };
  const { answer } = await sender.send<object, ProviderStep>(contract, payload, context);
  const { location } = browsers.givenBy(declared)(request, reply, answer) as ProviderStep;
  return reply.redirect(location, 302);
}

import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { API_BASE } from '#contracts/declare/contract';
import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import {
  DELIVERY_HEADERS,
  MAX_DELIVERY_BYTES,
  ReceiveHrDelivery,
  SOURCE_ALIASES,
  type DeliveryHeader,
  type ReceivedHrDelivery,
} from '#contracts/workflow/receive-hr-delivery';
import type { CommandContext } from '#libs/identity';
import { OwnRateLimiter, SharedRateLimiter } from '../admission/rate-limiter';
import type { SharedState } from '../admission/shared-state';
import type { GatewayLimits, GatewayParts } from '../gateway-parts';
import { requestContext } from '../http/request-context';

export interface WebhookParts extends Pick<GatewayParts, 'sender'> {
  readonly limits: Pick<GatewayLimits, 'deadlineMs'>;
  readonly shared: SharedState | null;
}

/** Calls in any second: a system that tells about many people at once waits for none of them. */
const PER_SECOND = { name: 'source', limit: 50, windowSeconds: 1 };

const PATH = `${API_BASE}/webhooks/hr/{source}`;
/** A longer name than any slug is missing like any other. */
const LONGEST_SLUG = 63;

/**
 * The calls of HR systems, in a plugin of its own: their bytes are passed on as they came, whatever their media type. They
 * are counted by source, not by address: one system calls for many organisations.
 */
export function webhookRoutes({ sender, limits, shared }: WebhookParts) {
  const limiter = shared ? new SharedRateLimiter(PER_SECOND, shared) : new OwnRateLimiter(PER_SECOND);
  return (api: FastifyInstance, _options: object, done: () => void): void => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    api.route({
      method: 'POST',
      url: PATH.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: {
        path: PATH,
        admission: {
          permission: 'public',
          uncounted: true,
          body: { maxBytes: MAX_DELIVERY_BYTES, mediaTypes: 'any' },
        },
      },
      handler: async (request, reply) => {
        const { source } = request.params as { readonly source: string };
        if (source.length > LONGEST_SLUG) throw new DomainError('NOT_FOUND', 'There is no such source');
        const { allowed, header, policy, resetSeconds } = await limiter.take(countedAs(source, request));
        reply.header('RateLimit', header).header('RateLimit-Policy', policy);
        if (!allowed) throw new DomainError('RATE_LIMITED', undefined, { retryAfter: resetSeconds });
        const context: CommandContext = {
          ...requestContext(request, limits.deadlineMs),
          commandId: randomUUID(),
          now: new Date().toISOString(),
        };
        const payload = { source, ...organizationIn(request), headers: headersOf(request), body: bodyOf(request) };
        const { answer } = await sender.send<ReceiveHrDelivery, ReceivedHrDelivery>(
          ReceiveHrDelivery,
          payload,
          context,
        );
        return answerTo(answer, reply);
      },
    });
    done();
  };
}

/** The calls of an alias are counted for the organisation, or the key, that they name. */
function countedAs(source: string, request: FastifyRequest): string {
  if (!SOURCE_ALIASES.has(source)) return source;
  const { organization } = organizationIn(request);
  if (organization !== undefined) return `default ${organization}`;
  return `key ${createHash('sha256').update(String(request.headers['x-api-key'])).digest('base64url')}`;
}

/** Of the addresses without a source: `?organization=`, a slug or an id. Other parameters are passed over. */
function organizationIn({ query }: FastifyRequest): Pick<ReceiveHrDelivery, 'organization'> {
  const { organization } = query as { readonly organization?: unknown };
  if (typeof organization !== 'string' || organization === '') return {};
  if (organization.length > LONGEST_SLUG) throw new DomainError('NOT_FOUND', 'There is no such source');
  return { organization };
}

function headersOf({ headers }: FastifyRequest): DeliveryHeader[] {
  return DELIVERY_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' && value.length <= 4_000 ? [{ name, value }] : [];
  });
}

function bodyOf({ body }: FastifyRequest): string {
  return Buffer.isBuffer(body) ? body.toString('base64') : '';
}

/** A sender sends again what was not acknowledged, so a refusal says whether that helps. */
function answerTo(
  { receipt, status, deliveryId, problem, reason }: ReceivedHrDelivery,
  reply: FastifyReply,
): FastifyReply {
  switch (receipt) {
    case 'refused':
      throw refusalOf(reason);
    case 'unreadable':
      throw invalid([{ pointer: '', code: 'FORMAT', message: problem ?? 'cannot be read' }]);
    case 'accepted':
    case 'answered':
      return reply.code(Number(status)).send({ id: deliveryId, status: receipt });
  }
}

function refusalOf(reason: ReceivedHrDelivery['reason']): DomainError {
  if (reason === 'timestamp')
    return new DomainError('CALL_TIMESTAMP_REFUSED', 'Sign it anew, by a clock that is right');
  const isMissing = reason === 'no_signature';
  return new DomainError(
    'CALL_REFUSED',
    isMissing ? 'A header that signs it is missing' : 'No secret of this source fits',
  );
}

import { createHmac } from 'node:crypto';
import { v5 } from 'uuid';
import type { FastifyRequest } from 'fastify';
import { canonicalJson } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import { keyOf } from '../admission/idempotency-key';

/** The namespace of command ids that derive from an idempotency key. Part of ids in the log: it never changes. */
const NAMESPACE = 'b1f3b0ce-8f0a-5d5e-9c3e-5a2b6f1c7d10';

/** Within which a key means the same request. */
export interface KeyScope {
  readonly callerId: string;
  readonly organizationId: string;
  readonly method: string;
  /** The actual path, ids included. */
  readonly path: string;
}

/**
 * The id of a command: the same for the same key in the same scope, whichever gateway is asked, so that a repetition
 * finds what the first request did.
 */
export function commandIdFor(key: string, scope: KeyScope): string {
  const { callerId, organizationId, method, path } = scope;
  return v5([callerId, organizationId, method, path, key].join('\n'), NAMESPACE);
}

/**
 * Tells a payload from another under the same key. It stands in the log, beside payloads that hold secrets and personal
 * data: whoever does not know the key cannot try what it was made of, and of four thousand million payloads one fits.
 */
export function payloadDigestOf(key: string, payload: object): string {
  // Through text: undefined fields are left out, as they are on the way to the service.
  const sent = JSON.parse(JSON.stringify(payload)) as object;
  return createHmac('sha256', key).update(canonicalJson(sent)).digest('hex').slice(0, 8);
}

/**
 * Which command a request is. The id derives from the key also where the gateway made it, so that a repetition under it
 * finds what was done. `path` is the actual one, `payload` what must be the same under the same key.
 *
 * @throws DomainError `VALIDATION_FAILED` where the header gives no key
 */
export function identityOf(
  request: Pick<FastifyRequest, 'idempotencyKey'>,
  { actor, tenantId }: Pick<RequestContext, 'actor' | 'tenantId'>,
  { method, path, payload }: Pick<KeyScope, 'method' | 'path'> & { readonly payload: object },
): Required<Pick<CommandContext, 'commandId' | 'payloadDigest'>> {
  const key = keyOf(request);
  const scope = { callerId: actor.id, organizationId: tenantId, method, path };
  return { commandId: commandIdFor(key, scope), payloadDigest: payloadDigestOf(key, payload) };
}

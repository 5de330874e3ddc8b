import { createHmac } from 'node:crypto';
import { v5 } from 'uuid';
import type { FastifyRequest } from 'fastify';
import { fieldsOf, type FieldKind, type FieldedClass } from '#contracts/declare/field';
import { canonicalJson } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import { keyOf } from '../admission/idempotency-key';

/** The namespace of command ids that derive from an idempotency key. It is part of ids in the log: it never changes. */
const NAMESPACE = 'b1f3b0ce-8f0a-5d5e-9c3e-5a2b6f1c7d10';

/** The bounds within which a key means the same request. */
export interface KeyScope {
  readonly callerId: string;
  readonly organizationId: string;
  readonly method: string;
  /** The actual path, ids included. */
  readonly path: string;
}

/**
 * The id of a command: every gateway derives the same id from the same key and scope, so a repetition finds the result
 * of the first request.
 */
export function commandIdFor(key: string, scope: KeyScope): string {
  const { callerId, organizationId, method, path } = scope;
  return v5([callerId, organizationId, method, path, key].join('\n'), NAMESPACE);
}

/**
 * Distinguishes payloads under the same key, apart from their secret fields: no digest of a secret leaves the gateway.
 * The service keys it once more before it stands in the log.
 */
export function payloadDigestOf(key: string, type: FieldedClass, payload: object): string {
  // Through JSON: undefined fields are left out, as on the way to the service.
  const sent = JSON.parse(JSON.stringify(withoutSecrets(type, payload))) as object;
  return createHmac('sha256', key).update(canonicalJson(sent)).digest('hex').slice(0, 8);
}

function withoutSecrets(type: FieldedClass, payload: object): object {
  const values = payload as Readonly<Record<string, unknown>>;
  const kept = fieldsOf(type).filter(({ kind }) => !kind.secret);
  return Object.fromEntries(kept.map(({ name, kind }) => [name, shown(kind, values[name])]));
}

function shown(kind: FieldKind, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (kind.nested) return withoutSecrets(kind.nested(), value);
  const { element } = kind;
  if (!element || !Array.isArray(value)) return value;
  return element.secret ? value.length : value.map((each) => shown(element, each));
}

/**
 * The id of a request's command. It derives from the key, also from a generated one, so a repetition under that key
 * finds the first result. `path` is the actual one; `payload` must be the same under the same key.
 *
 * @throws DomainError `VALIDATION_FAILED` where the header gives no key
 */
export function identityOf(
  request: Pick<FastifyRequest, 'idempotencyKey'>,
  { actor, tenantId }: Pick<RequestContext, 'actor' | 'tenantId'>,
  {
    method,
    path,
    type,
    payload,
  }: Pick<KeyScope, 'method' | 'path'> & {
    readonly type: FieldedClass;
    readonly payload: object;
  },
): Required<Pick<CommandContext, 'commandId' | 'payloadDigest'>> {
  const key = keyOf(request);
  const scope = { callerId: actor.id, organizationId: tenantId, method, path };
  return { commandId: commandIdFor(key, scope), payloadDigest: payloadDigestOf(key, type, payload) };
}

import { randomUUID } from 'node:crypto';
import type { Contract } from '#contracts/declare/contract';
import type { Position } from '#libs/event-log';
import { type CommandContext, type RequestContext, type VerifiedToken, actorOf } from '#libs/identity';
import { PLATFORM } from '#contracts/permissions';
import { unavailable } from './bus-connection';
import type { RequestHeaders } from './wire';

type AbortReason = 'deadline' | 'stopping';

/** One request as a handler gets it: verified, authorised and validated. */
export class BusRequest<Payload extends object = object, Context extends RequestContext = CommandContext> {
  private controller: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reason: AbortReason | undefined;

  constructor(
    readonly contract: Contract,
    readonly payload: Payload,
    readonly context: Context,
    /** A query must show at least this position, as far as it can within the deadline. */
    readonly waitFor: Position | undefined,
  ) {}

  /**
   * Aborted at the deadline, and when the service has to stop before the work is done; its reason is the `DomainError`
   * to throw. Made on first access, which may be after the abort.
   */
  get signal(): AbortSignal {
    if (this.controller) return this.controller.signal;
    this.controller = new AbortController();
    const remaining = this.context.deadline - Date.now();
    if (this.reason) this.controller.abort(unavailable(this.reason));
    else if (remaining <= 0) this.abort('deadline');
    else this.timer = setTimeout(() => this.abort('deadline'), remaining);
    return this.controller.signal;
  }

  /** For the transport. */
  abort(reason: AbortReason): void {
    this.reason ??= reason;
    this.controller?.abort(unavailable(reason));
  }

  /** For the transport: the work is done. */
  finish(): void {
    clearTimeout(this.timer);
  }
}

/**
 * The context of a request. Tenant and actor come from the token; nothing in the headers decides about permissions.
 * Missing headers get defaults, so that the simplest client can ask.
 */
export function contextOf(
  contract: Contract,
  token: VerifiedToken,
  { circumstances, traceparent }: RequestHeaders,
  deadline: number,
): RequestContext | CommandContext {
  const {
    requestId = randomUUID(),
    ip,
    userAgent,
    commandId,
    payloadDigest,
    now,
    ifMatch,
    ifNoneMatch,
  } = circumstances;
  const { correlationId = requestId, causationId = requestId } = circumstances;
  const { organizationId = PLATFORM, onBehalfOf, sessionId } = token;
  const context: RequestContext = {
    tenantId: organizationId,
    actor: actorOf(token),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(sessionId !== undefined && { sessionId }),
    requestId,
    correlationId,
    causationId,
    ...(traceparent !== undefined && { traceparent }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    deadline,
  };
  if (contract.kind === 'query') return context;
  return {
    ...context,
    commandId: commandId ?? randomUUID(),
    ...(payloadDigest !== undefined && { payloadDigest }),
    now: now ?? new Date().toISOString(),
  };
}

import type { Answered } from '#contracts/bus-envelope';
import type { ContractClass } from '#contracts/declare/contract';
import type { Position } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';

/** A reply that came over the bus. */
export interface Reply<Answer> extends Answered<Answer> {
  readonly position?: Position;
}

/** The credentials of a request: the caller's access token, or a service's own short-lived one. */
export interface Credentials {
  readonly token: string;
}

/**
 * Request/reply over NATS. Every request has a deadline; without a listener it fails at once as `SERVICE_UNAVAILABLE`;
 * a refusal on the other side is thrown here as the same `DomainError`.
 */
export interface Bus {
  send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
    context: RequestContext | CommandContext,
    credentials: Credentials,
    options?: { readonly waitFor?: Position },
  ): Promise<Reply<Answer>>;
}

import type { Answered } from '#contracts/bus-envelope';
import type { ContractClass } from '#contracts/declare/contract';
import type { Position } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';

/** What came back over the bus. */
export interface Reply<Answer> extends Answered<Answer> {
  readonly position?: Position;
}

/** The credentials that travel: the caller's access token, or a service's own short-lived one. */
export interface Credentials {
  readonly token: string;
}

/**
 * Request/reply over NATS. Every request has a deadline; nobody listening is `SERVICE_UNAVAILABLE` at once; a refusal
 * on the other side is thrown here as the `DomainError` it was.
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

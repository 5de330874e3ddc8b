import type { ContractClass } from '#contracts/declare/contract';
import type { DomainEvent, EventClass } from '#contracts/declare/event';
import type { Position } from '#libs/event-log';
import type { EventMetadata } from '../aggregates/metadata';

/** Read-only at every depth. */
export type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;

/** A recorded event, decoded: upcast to today's shape, personal fields decrypted (null where the key is gone). */
export interface Recorded<Event extends DomainEvent = DomainEvent> {
  readonly type: Event['type'];
  readonly data: Immutable<Event['data']>;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly id: string;
  readonly recordedAt: string;
  readonly tenantId: string;
  /** Parsed when first asked for. */
  readonly metadata: EventMetadata;
}

/** A command that a reactor sends, in the tenant of its cause; its id derives from the causing event and `name`. */
export interface Wanted<Command extends object = object> {
  readonly contract: ContractClass<Command>;
  readonly payload: Command;
  /** Tells several commands of one event apart. Default: the contract's subject. */
  readonly name?: string;
}

/**
 * `event → commands`, pure. Carried out exactly once in effect: a durable checkpoint and derived command ids. The
 * events of one stream are answered in their order, and the commands of one event one after the other. A refusal by a
 * rule is an outcome: it ends the event's commands, and `onRefusal` may return further ones (for example to record
 * `failed` on the process), whose own refusals are only recorded.
 */
export interface Reactor {
  /** `auth.access`. Unique in the platform and permanent: a renamed reactor is a new one, and begins anew. */
  readonly name: string;
  readonly service: string;
  /**
   * `start`: it answers every event of the log, also those from before it existed. `introduced`: only events appended
   * after the first migration to a release that has it. Choose `start` only when an answer to a years-old event is
   * right today.
   */
  readonly from: 'start' | 'introduced';
  readonly on: readonly EventClass[];
  readonly react: (event: Recorded) => readonly Wanted[];
  readonly onRefusal?: (event: Recorded, wanted: Wanted, refusal: { readonly code: string }) => readonly Wanted[];
}

/** Declares a reactor. `name` in kebab case, unique in the service: `access` of `auth` is `auth.access`. */
export function reactor(declaration: Reactor): Reactor {
  return { ...declaration, name: `${declaration.service}.${declaration.name}` };
}

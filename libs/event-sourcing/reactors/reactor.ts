import type { ContractClass } from '#contracts/declare/contract';
import type { EventClass } from '#contracts/declare/event';
import { handledBy, type OnEvent } from '#contracts/declare/on';
import type { Recorded } from '#contracts/declare/recorded';

/** A command that a reactor sends, in the tenant of its cause; its id derives from the causing event and `name`. */
export interface Wanted<Command extends object = object> {
  readonly contract: ContractClass<Command>;
  readonly payload: Command;
  /** Tells several commands of one event apart. Default: the contract's subject. */
  readonly name?: string;
}

/** A command of a reactor that was refused by a rule. */
export interface RefusedCommand {
  readonly wanted: Wanted;
  readonly code: string;
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
  /** The types that it answers. */
  readonly events: readonly EventClass[];
  readonly react: (event: Recorded) => readonly Wanted[];
  readonly onRefusal?: (event: Recorded, refused: RefusedCommand) => readonly Wanted[];
}

export interface ReactorDeclaration extends Pick<Reactor, 'service' | 'from'> {
  /** In kebab case, unique in the service: `access` of `auth` is `auth.access`. */
  readonly name: string;
  /** `on(SessionEnded, ({ data }) => [{ contract, payload }])`, one for each type of event. */
  readonly on: readonly OnEvent<readonly Wanted[]>[];
  /** `on(SessionEnded, ({ data }, { wanted, code }) => [...])`. A type that it does not name is answered with nothing. */
  readonly onRefusal?: readonly OnEvent<readonly Wanted[], RefusedCommand>[];
}

/** Declares a reactor. @throws TypeError for a type that is named twice, or a refusal of what is not answered */
export function reactor({ name: kebab, service, from, on, onRefusal = [] }: ReactorDeclaration): Reactor {
  const name = `${service}.${kebab}`;
  const answers = handledBy(name, on);
  const refusals = handledBy(name, onRefusal);
  const unknown = onRefusal.find(({ of }) => !answers.has(of.type));
  if (unknown) throw new TypeError(`${name} answers a refusal of ${unknown.of.type}, which it does not answer`);
  return {
    name,
    service,
    from,
    events: on.map(({ of }) => of),
    react: (event) => answers.get(event.type)?.(event) ?? [],
    ...(refusals.size > 0 && { onRefusal: (event, refused) => refusals.get(event.type)?.(event, refused) ?? [] }),
  };
}

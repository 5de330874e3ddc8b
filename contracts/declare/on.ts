import type { DomainEvent, EventClass } from './event';
import type { Recorded } from './recorded';

/** One type of event with what follows from it: an element of the list `on` of a projection, reactor, mail or directory. */
export interface OnEvent<Result, Given = void> {
  readonly of: EventClass;
  readonly handle: (event: Recorded, given: Given) => Result;
}

/**
 * `on(StockReceived, (event) => …)`, with the event's data typed from its class. The declaration that the list stands in
 * says what the function answers, and what it is given besides.
 */
export function on<Type extends string, Data extends object, Result, Given = void>(
  of: EventClass<Type, Data>,
  handle: (event: Recorded<DomainEvent<Type, Data>>, given: Given) => Result,
): OnEvent<Result, Given> {
  return { of, handle: handle as OnEvent<Result, Given>['handle'] };
}

/** The functions of a list by type of event. @throws TypeError for a type that is named twice */
export function handledBy<Result, Given>(
  name: string,
  handlers: readonly OnEvent<Result, Given>[],
): ReadonlyMap<string, OnEvent<Result, Given>['handle']> {
  const byType = new Map<string, OnEvent<Result, Given>['handle']>();
  for (const { of, handle } of handlers) {
    if (byType.has(of.type)) throw new TypeError(`${name} names ${of.type} twice`);
    byType.set(of.type, handle);
  }
  return byType;
}

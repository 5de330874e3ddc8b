import type { Recorded } from '#contracts/declare/recorded';

/**
 * Several folds are given one decoded event, so none may change it. The compiler enforces this (`Immutable`). In test
 * runs a change past the compiler throws where it is made; production does not pay for freezing.
 */
export function unchanging<Events extends readonly Recorded[]>(events: Events): Events {
  // No setting: nothing that anybody sees depends on it.
  // oxlint-disable-next-line node/no-process-env
  if (process.env.NODE_ENV === 'test') events.forEach(freezeEvent);
  return events;
}

function freezeEvent(event: Recorded): void {
  // Getters parse on first access, and a frozen event could not store the result.
  freezeAll(event.metadata);
  freezeAll(event);
}

function freezeAll(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freezeAll);
}

import type { DomainEvent } from '#contracts/declare/event';
import { evolve, foreign, type FactOf } from '#contracts/declare/fold';
import { account } from '../account/account';

/** The events of an account, the oldest first, for its person. */
export const accountHistory = foreign(
  account.category,
  (): FactOf<DomainEvent>[] => [],
  account.events.map((type) =>
    evolve(type, (history: FactOf<DomainEvent>[], fact) => {
      history.push(fact);
      return history;
    }),
  ),
  { mutates: true, copy: (history) => [...history] },
);

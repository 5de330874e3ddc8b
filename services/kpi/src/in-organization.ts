import type { DomainEvent } from '#contracts/declare/event';
import type { Aggregate } from '#libs/event-sourcing';

/** Each kind of setup of an organisation is one stream, named by it: a decision or a figure takes it whole. */
export function inOrganization<State, Event extends DomainEvent>(on: Aggregate<State, Event>) {
  return {
    on,
    id: (_: object, { context }: { readonly context: { readonly tenantId: string } }) => context.tenantId,
  };
}

import type { DomainEvent } from '#contracts/declare/event';
import type { Aggregate } from '#libs/event-sourcing';
import type { ServiceParts } from '#libs/runtime';

/** Things that are a stream each, by their ids; those that never were are missing. */
export async function presentStreams<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  ids: readonly string[],
  tenantId: string,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    ids.map(async (id) => ((await commands.state(aggregate, tenantId, id)).revision === 'none' ? [] : [id])),
  );
  return new Map(found.flat().map((id) => [id, id]));
}

import { DomainError } from '#contracts/errors';
import type { DomainEvent } from '#contracts/declare/event';
import type { ChangesTold } from '#contracts/imports/rows-done';
import type { Position } from '#libs/event-log';
import { newIdOf, type Answer, type Checked, type Handled, type Handling, type Recording } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from './dispatch';
import type { ServiceParts } from './service-parts';
import type { Admitting, CommandWiring } from './wiring';

type AnyWiring<Parts> = CommandWiring<object, unknown, DomainEvent, unknown, object, Parts> & Admitting;

const created: Answer<object, DomainEvent, object> = (_, { id, revision, events, thing }) =>
  thing ? { id: thing.id, revision: events.length > 0 ? revision : thing.revision } : { id, revision };

interface Carried {
  readonly answer: object;
  readonly events: readonly DomainEvent[];
}

/** Carries out a command that is one decision on one stream. */
export async function carryOut<Parts extends ServiceParts>(
  wiring: AnyWiring<Parts>,
  payload: object,
  context: CommandContext,
  parts: Parts,
): Promise<Outcome> {
  const handling = await handlingOf(wiring, payload, context, parts);
  const { then } = wiring;
  const { id, context: here } = handling;
  const conclude = (events: readonly DomainEvent[], position?: Position) =>
    then?.({ command: payload, events, id, context: here, parts, ...(position !== undefined && { position }) });
  const { result, position } = await orReached(
    () => parts.commands.handle(handling),
    () => conclude([]),
  );
  const unchanged = result.events.length === 0;
  await conclude(result.events, unchanged ? undefined : position);
  return { answer: result.answer, position, ...(unchanged && { unchanged }) };
}

/**
 * Decides a command without appending its events; see `Commands.check`. What its answer would tell of a row of an import
 * counts: that its stream is there says little of a thing within it.
 */
export async function checkCommand<Parts extends ServiceParts>(
  wiring: AnyWiring<Parts>,
  payload: object,
  context: CommandContext,
  parts: Parts,
): Promise<Checked & ChangesTold> {
  const handling = await handlingOf(wiring, payload, context, parts);
  let events: readonly DomainEvent[] = [];
  const checked = await parts.commands.check({
    ...handling,
    decide: (...given) => (events = handling.decide(...given)) as DomainEvent[],
  });
  if (checked.outcome === 'unchanged') return checked;
  const { outcome, changes } = handling.answer(payload, { id: handling.id, revision: 0, events })
    .answer as Partial<Checked> & ChangesTold;
  return { ...checked, ...(outcome && { outcome }), ...(changes && { changes }) };
}

async function handlingOf<Parts extends ServiceParts>(
  wiring: AnyWiring<Parts>,
  payload: object,
  context: CommandContext,
  parts: Parts,
): Promise<Handling<object, unknown, DomainEvent, unknown, Carried>> {
  const newId = (name: string) => newIdOf(context.commandId, name);
  const tenantId = wiring.tenant?.(payload, { newId, context }) ?? context.tenantId;
  const here = tenantId === context.tenantId ? context : { ...context, tenantId };
  const { answer = created, facts, before } = wiring;
  const id = await wiring.id(payload, { newId, context: here, parts });
  return {
    aggregate: wiring.on,
    id,
    command: payload,
    context: here,
    decide: wiring.decide,
    answer: (command, recorded: Recording<DomainEvent>) => ({
      answer: answer(command, recorded),
      events: recorded.events,
    }),
    ...(wiring.admit && { admit: wiring.admit }),
    ...(wiring.thing && { thing: wiring.thing }),
    ...(facts && {
      facts: (command, _context, lookup, state) => facts(command, { context: here, id, lookup, state, parts }),
    }),
    ...(before && { before: (events) => before({ events, context: here, parts }) }),
    ...(wiring.limits && { limits: wiring.limits }),
  };
}

/** `CONFLICT`: the state is already reached, perhaps by a command that was cut off before its `then` ran. */
async function orReached<Result>(
  handle: () => Promise<Handled<Result>>,
  conclude: () => Promise<unknown> | undefined,
): Promise<Handled<Result>> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'CONFLICT') await conclude();
    throw error;
  }
}

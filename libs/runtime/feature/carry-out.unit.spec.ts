import { randomUUID } from 'node:crypto';
import { Command } from '#contracts/declare/contract';
import { DomainError, refuse } from '#contracts/errors';
import { Event, event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { Created } from '#contracts/created';
import { aggregate, createCommands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { MemoryKeys, MemoryNames } from '#libs/testing/memory-keys';
import { carryOut } from './carry-out';
import type { ServiceParts } from './service-parts';
import { command, type Concluded } from './wiring';

const entity = { type: 'lamp', id: 'lampId' } as const;

@Event<LampSwitched>({ version: 1, entity, action: 'lamp.switched', summary: 'A lamp was switched' })
class LampSwitched {
  static readonly type = 'LampSwitched';
  lampId!: string;
  on!: boolean;
}

@Command({
  subject: 'house.switch-lamp',
  permission: 'self',
  route: 'POST /lamps/{lampId}/switch',
  summary: 'Switch a lamp',
  status: 200,
  answers: Created,
})
class SwitchLamp {
  lampId!: string;
  on!: boolean;
}

interface Lamp {
  readonly on: boolean;
  readonly revision: number;
}

const lamp = aggregate('house.lamp', (): Lamp => ({ on: false, revision: -1 }), [
  evolve(LampSwitched, (_, { data: { on }, revision }) => ({ on, revision })),
]);

type Told = Concluded<SwitchLamp, { readonly type: 'LampSwitched'; readonly data: LampSwitched }>;

/** A house whose lamps notify others when they are switched. */
function aHouse({
  already = 'CONFLICT',
  before = () => Promise.resolve(),
  ...of
}: {
  already?: 'CONFLICT' | 'nothing' | 'FORBIDDEN';
  thing?: boolean;
  before?: (decided: Pick<Told, 'events'>, recorded: number) => Promise<void>;
} = {}) {
  const log = new MemoryEventLog();
  const shared = { log, keys: new MemoryKeys(), names: new MemoryNames(), service: 'house' };
  const told: Told[] = [];
  const fails: Error[] = [];
  const wiring = command(SwitchLamp, {
    on: lamp,
    id: ({ lampId }) => lampId,
    decide: ({ lampId, on }, state) => {
      if (state.on !== on) return [event(LampSwitched, { lampId, on })];
      return already === 'nothing' ? [] : refuse(already);
    },
    ...(of.thing && {
      thing: ({ revision }: Lamp, { lampId }: SwitchLamp) =>
        revision < 0 ? undefined : { id: `bulb of ${lampId}`, revision },
    }),
    before: (decided) => before(decided, log.events.length),
    // oxlint-disable-next-line unicorn/no-thenable -- the wiring's own word
    then: async (concluded) => {
      expect(concluded.parts).toBe(parts);
      told.push(concluded);
      const failing = fails.shift();
      if (failing) throw failing;
    },
  });
  if (wiring.kind !== 'decision') throw new Error('a command is a decision');
  const restart = () =>
    createCommands({
      ...shared,
      onFault: (what) => {
        throw new Error(what);
      },
    }).commands;
  const parts = { service: 'house', commands: restart() } as unknown as ServiceParts;
  const ask = (lampId: string, on: boolean, context = aContext()) =>
    carryOut(wiring.wiring as never, { lampId, on }, context, parts);
  const replaced = () => Object.assign(parts, { commands: restart() });
  return { log, told, fails, ask, replaced, events: () => told.map(({ events }) => events.length) };
}

function aContext(of: Partial<CommandContext> = {}): CommandContext {
  return {
    tenantId: randomUUID(),
    actor: { id: randomUUID(), type: 'user', roles: ['manager'] },
    requestId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + 30_000,
    ...of,
  };
}

const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
  );

describe('the `before` of a command', () => {
  it('runs with the decided events while they are not in the log, and not for a command that is refused', async () => {
    const seen: [number, number][] = [];
    const { ask, log } = aHouse({
      before: async ({ events }, recorded) => void seen.push([events.length, await Promise.resolve(recorded)]),
    });
    const lampId = randomUUID();
    const tenantId = randomUUID();
    await ask(lampId, true, aContext({ tenantId }));
    expect(await codeOf(ask(lampId, true, aContext({ tenantId })))).toBe('CONFLICT');
    expect(seen).toEqual([[1, 0]]);
    expect(log.events).toHaveLength(1);
  });

  it('leaves nothing in the log when it fails', async () => {
    const { ask, log } = aHouse({ before: () => Promise.reject(new DomainError('SERVICE_UNAVAILABLE')) });
    expect(await codeOf(ask(randomUUID(), true))).toBe('SERVICE_UNAVAILABLE');
    expect(log.events).toEqual([]);
  });
});

describe('the `then` of a command', () => {
  it('runs after the append, with the events that stand in the log', async () => {
    const { ask, told, log } = aHouse();
    const [lampId, context] = [randomUUID(), aContext()];
    const { answer, position } = await ask(lampId, true, context);
    expect(answer).toEqual({ id: lampId, revision: 0 });
    expect(position).toBe(await log.head());
    expect(told).toMatchObject([
      { command: { lampId, on: true }, events: [{ type: 'LampSwitched', data: { lampId, on: true } }], context },
    ]);
  });

  it('does not run when the append failed', async () => {
    const { ask, told, log } = aHouse();
    log.failNextAppend('unreachable');
    expect(await codeOf(ask(randomUUID(), true))).toBe('SERVICE_UNAVAILABLE');
    expect(told).toEqual([]);
  });

  it('runs again with the same events when the command is repeated, also in another process', async () => {
    const { ask, told, replaced, log } = aHouse();
    const [lampId, context] = [randomUUID(), aContext()];
    const first = await ask(lampId, true, context);
    expect(await ask(lampId, true, context)).toEqual(first);
    replaced();
    expect(await ask(lampId, true, context)).toEqual(first);
    expect(told).toHaveLength(3);
    expect(new Set(told.map(({ events }) => JSON.stringify(events))).size).toBe(1);
    expect(log.events).toHaveLength(1);
  });

  it('runs again on a repetition after it failed; the command stands meanwhile', async () => {
    const { ask, fails, events, log } = aHouse();
    const [lampId, context] = [randomUUID(), aContext()];
    fails.push(new DomainError('SERVICE_UNAVAILABLE'));
    expect(await codeOf(ask(lampId, true, context))).toBe('SERVICE_UNAVAILABLE');
    expect(log.events).toHaveLength(1);
    expect(await codeOf(ask(lampId, true, context))).toBe('done');
    expect(events()).toEqual([1, 1]);
    expect(log.events).toHaveLength(1);
  });

  it('runs without events when the answer of the append was lost and the state is reached', async () => {
    const { ask, events, log } = aHouse();
    const [lampId, tenantId] = [randomUUID(), randomUUID()];
    log.failNextAppend('answer lost');
    expect(await codeOf(ask(lampId, true, aContext({ tenantId })))).toBe('SERVICE_UNAVAILABLE');
    expect(events()).toEqual([]);
    expect(await codeOf(ask(lampId, true, aContext({ tenantId })))).toBe('CONFLICT');
    expect(events()).toEqual([0]);
  });

  it('runs without events when a command changes nothing', async () => {
    const { ask, events } = aHouse({ already: 'nothing' });
    const [lampId, tenantId] = [randomUUID(), randomUUID()];
    await ask(lampId, true, aContext({ tenantId }));
    expect((await ask(lampId, true, aContext({ tenantId }))).answer).toEqual({ id: lampId, revision: 0 });
    expect(events()).toEqual([1, 0]);
  });

  it('does not run after any other refusal', async () => {
    const { ask, events } = aHouse({ already: 'FORBIDDEN' });
    expect(await codeOf(ask(randomUUID(), false))).toBe('FORBIDDEN');
    expect(events()).toEqual([]);
  });

  it('reports its own failure after a CONFLICT, so that the caller repeats', async () => {
    const { ask, fails } = aHouse();
    fails.push(new DomainError('SERVICE_UNAVAILABLE'));
    expect(await codeOf(ask(randomUUID(), false))).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('the answer of a command on a thing within its stream', () => {
  it('has the id and the revision of the thing', async () => {
    const { ask } = aHouse({ thing: true, already: 'nothing' });
    const [lampId, tenantId] = [randomUUID(), randomUUID()];
    const id = `bulb of ${lampId}`;
    expect((await ask(lampId, true, aContext({ tenantId }))).answer).toEqual({ id, revision: 0 });
    expect((await ask(lampId, false, aContext({ tenantId }))).answer).toEqual({ id, revision: 1 });
    expect((await ask(lampId, false, aContext({ tenantId }))).answer).toEqual({ id, revision: 1 });
  });

  it('has the revision that the command made, when it is repeated after others', async () => {
    const { ask } = aHouse({ thing: true });
    const [lampId, tenantId] = [randomUUID(), randomUUID()];
    const context = aContext({ tenantId });
    const { answer } = await ask(lampId, true, context);
    await ask(lampId, false, aContext({ tenantId }));
    expect((await ask(lampId, true, context)).answer).toEqual(answer);
  });
});

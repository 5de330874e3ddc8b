import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { PLATFORM } from '#contracts/permissions';
import { streamName, streamParts } from '#libs/event-log';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import type { Reservation } from './reservation';
import { TENANT, aContext, add, open, purse, relabel, spend, type Purse } from '../testing/domain.fixture';
import { aPlatform, labelled, outcomeOf, streamOf } from '../testing/reservations.fixture';

test('a value that another owner has is refused with the field that holds it', async () => {
  const { start, log } = aPlatform();
  await start().commands.handle(open(randomUUID(), 'blue'));
  const length = log.events.length;
  await expect(start().commands.handle(open(randomUUID(), 'blue'))).rejects.toMatchObject({
    code: 'DUPLICATE',
    fields: [{ pointer: '/label', code: 'DUPLICATE', message: 'is taken' }],
  });
  expect(log.events).toHaveLength(length);
});

test('a value is free in another organisation, but not when it is unique in the platform', async () => {
  const { start } = aPlatform();
  const { commands } = start();
  await commands.handle(open(randomUUID(), 'blue'));
  await commands.handle(open(randomUUID(), 'blue', aContext({ tenantId: randomUUID() })));
  const known = {
    ...purse,
    reserve: ({ label }: Purse): Reservation[] =>
      label === undefined ? [] : [{ unique: 'purse_label', scope: 'platform', value: 'red', pointer: '/label' }],
  };
  const everywhere = (tenantId: string) => ({
    ...open(randomUUID(), 'red', aContext({ tenantId })),
    aggregate: known,
  });
  await commands.handle(everywhere(TENANT));
  expect(await outcomeOf(commands.handle(everywhere(randomUUID())))).toBe('DUPLICATE');
});

test('a repeated command still holds its value', async () => {
  const { start, types } = aPlatform();
  const again = open(randomUUID(), 'blue');
  const first = await start().commands.handle(again);
  expect(await start().commands.handle(again)).toEqual({ ...first, repeated: true });
  expect(types('reservation.purse_label')).toEqual(['ReservationHeld']);
});

test('a refused command holds nothing', async () => {
  const { start, types } = aPlatform();
  const { commands } = start();
  const id = randomUUID();
  await commands.handle(open(id, 'blue'));
  expect(await outcomeOf(commands.handle(open(id, 'green')))).toBe('CONFLICT');
  expect(types('reservation.purse_label')).toEqual(['ReservationHeld']);
});

test('of many that want the same value at once, in several processes, one gets it', async () => {
  const { start } = aPlatform({ abandonAfterMs: 60_000 });
  const processes = [start(), start(), start()];
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      outcomeOf(processes[index % 3]?.commands.handle(open(randomUUID(), 'blue')) ?? Promise.resolve()),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'DUPLICATE')).toHaveLength(11);
});

test('a former value is free for others, and the new one is not', async () => {
  const { start } = aPlatform();
  const { commands } = start();
  const [one, other] = [randomUUID(), randomUUID()];
  await commands.handle(open(one, 'blue'));
  await commands.handle(relabel(one, 'green'));
  expect(await outcomeOf(commands.handle(open(other, 'green')))).toBe('DUPLICATE');
  await commands.handle(open(other, 'blue'));
  expect(await outcomeOf(commands.handle(relabel(one, 'blue')))).toBe('DUPLICATE');
});

test('an unchanged value causes no append, and is released when the owner takes another', async () => {
  const { start, types } = aPlatform();
  const { commands, reservations } = start();
  const one = randomUUID();
  await commands.handle(open(one, 'blue'));
  const same = relabel(one, 'blue');
  for (const again of [same, same]) {
    await commands.handle(again);
    expect(await reservations.holderOf(labelled('blue'), TENANT)).toBe(streamOf(one));
    expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('DUPLICATE');
  }
  expect(types('reservation.purse_label')).toEqual(['ReservationHeld']);
  await commands.handle(relabel(one, 'green'));
  expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('done');
});

test('a command stands although its former value could not be released, and the fault is reported', async () => {
  const { start, log, faults } = aPlatform();
  const { commands } = start();
  const [one, other] = [randomUUID(), randomUUID()];
  await commands.handle(open(one, 'blue'));
  const append = jest.spyOn(log, 'append').mockImplementation(async (stream, events, options) => {
    if (events[0]?.type === 'ReservationReleased') throw new Error('down');
    return MemoryEventLog.prototype.append.call(log, stream, events, options);
  });
  await commands.handle(relabel(one, 'green'));
  append.mockRestore();
  expect(faults).toEqual([expect.stringContaining('did not release')]);
  expect(await outcomeOf(commands.handle(open(other, 'blue')))).toBe('DUPLICATE');
});

test('a late release takes nothing from an owner that has taken the value again', async () => {
  const { start, log } = aPlatform();
  const { commands, reservations } = start();
  const id = randomUUID();
  await commands.handle(open(id, 'blue'));
  const release = jest.spyOn(reservations, 'release').mockResolvedValue();
  const away = await commands.handle(relabel(id, 'green'));
  await commands.handle(relabel(id, 'blue'));
  release.mockRestore();
  const decidedBy = { owner: streamOf(id), ownerRevision: away.revision - 1, context: aContext() };
  await reservations.release(labelled('blue'), decidedBy);
  expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('DUPLICATE');
  expect(log.events.at(-1)?.type).toBe('ReservationReleased');
});

test('the holder of a value is the owner that has it, not one that wanted it', async () => {
  const { start } = aPlatform();
  const { commands, reservations } = start();
  const id = randomUUID();
  expect(await reservations.holderOf(labelled('blue'), TENANT)).toBeUndefined();
  await reservations.hold(labelled('blue'), { owner: streamOf(id), ownerRevision: -1, context: aContext() });
  expect(await reservations.holderOf(labelled('blue'), TENANT)).toBeUndefined();
  await commands.handle(open(id, 'blue'));
  expect(await reservations.holderOf(labelled('blue'), TENANT)).toBe(streamOf(id));
});

describe('a roster', () => {
  const filled = {
    ...purse,
    reserve: ({ coins }: Purse): Reservation[] => (coins > 0 ? [{ roster: 'purses', scope: 'tenant' }] : []),
  };
  const hired = (id: string, limit: number, context = aContext()) => ({
    ...add(id, 1, context),
    aggregate: filled,
    limits: () => ({ purses: limit }),
  });

  test('gives each stream one slot, and refuses with the limit when there are no more', async () => {
    const { start } = aPlatform();
    const { commands } = start();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of [...ids, ...ids]) await commands.handle(hired(id, 3));
    await expect(start().commands.handle(hired(randomUUID(), 3))).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      details: { limit: 3 },
    });
    expect(await outcomeOf(commands.handle(hired(randomUUID(), 4)))).toBe('done');
  });

  test('has room again when a slot is released or its owner never appends', async () => {
    const { start } = aPlatform();
    const { commands, reservations } = start();
    const [one, other] = [randomUUID(), randomUUID()];
    await commands.handle(hired(one, 2));
    const context = aContext({ now: '2026-01-31T09:30:00.000Z' });
    await reservations.hold(
      { roster: 'purses', scope: 'tenant' },
      { owner: streamOf(other), ownerRevision: -1, context },
      2,
    );
    expect(await outcomeOf(commands.handle(hired(randomUUID(), 2)))).toBe('done');
    expect(await outcomeOf(commands.handle(hired(randomUUID(), 2)))).toBe('LIMIT_REACHED');
    await commands.handle({ ...spend(one, 1), aggregate: filled });
    expect(await outcomeOf(commands.handle(hired(randomUUID(), 2)))).toBe('done');
  });

  test('never has more members than slots, with any concurrent claims', async () => {
    const { start, types } = aPlatform({ abandonAfterMs: 60_000 });
    const processes = [start(), start(), start()];
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        outcomeOf(processes[index % 3]?.commands.handle(hired(randomUUID(), 10)) ?? Promise.resolve()),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(10);
    expect(types('test.purse')).toHaveLength(10);
  });
});

describe('an erased value', () => {
  test('starts afresh: its old name proves nothing, and the value can be used again', async () => {
    const { start, names, types } = aPlatform();
    const { commands, reservations } = start();
    const id = randomUUID();
    const value = { kind: 'purse_label', tenantId: TENANT, value: 'blue' };
    await commands.handle(open(id, 'blue'));
    const old = await names.knownNameOf(value);
    await reservations.erase(labelled('blue'), streamOf(id), aContext());
    await reservations.erase(labelled('blue'), streamOf(id), aContext());
    expect(await names.knownNameOf(value)).toBeUndefined();
    expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('done');
    expect(await names.knownNameOf(value)).not.toBe(old);
    expect(types('reservation.purse_label')).toEqual(['ReservationHeld', 'ReservationClosed', 'ReservationHeld']);
  });

  test('is not taken from the owner that has it by now', async () => {
    const { start } = aPlatform();
    const { commands, reservations } = start();
    const [one, other] = [randomUUID(), randomUUID()];
    await commands.handle(open(one, 'blue'));
    await commands.handle(relabel(one, 'green'));
    await commands.handle(open(other, 'blue'));
    await reservations.erase(labelled('blue'), streamOf(one), aContext());
    expect(await reservations.holderOf(labelled('blue'), TENANT)).toBe(streamOf(other));
  });

  test('whose erasure stopped half-way is finished by the next claimant', async () => {
    const { start, names } = aPlatform();
    const { commands, reservations } = start();
    const id = randomUUID();
    await commands.handle(open(id, 'blue'));
    jest.spyOn(names, 'destroy').mockRejectedValueOnce(new Error('killed'));
    await expect(reservations.erase(labelled('blue'), streamOf(id), aContext())).rejects.toThrow('killed');
    expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('done');
  });
});

test("a value unique in the platform belongs to the platform, and a fence to the owner's organisation", async () => {
  const { start, log } = aPlatform();
  const { reservations } = start();
  const everywhere = { ...labelled('blue'), scope: 'platform' } as const;
  const there = randomUUID();
  const slow = { owner: streamName(purse.category, there, randomUUID()), ownerRevision: -1 };
  const context = aContext({ tenantId: there, now: '2026-01-31T09:30:00.000Z', ip: '192.0.2.1' });
  await reservations.hold(everywhere, { ...slow, context });
  await reservations.hold(everywhere, { owner: streamOf(randomUUID()), ownerRevision: -1, context: aContext() });
  const seen = log.events.map(({ stream, metadata }) => {
    const { tenantId, actorId, ip } = JSON.parse(metadata) as Record<string, string>;
    return { stream: streamParts(stream)?.tenantId, tenantId, service: actorId === 'service:test', ip };
  });
  const ofPlatform = { stream: PLATFORM, tenantId: PLATFORM, service: false, ip: undefined };
  expect(seen).toEqual([
    ofPlatform,
    { stream: there, tenantId: there, service: true, ip: undefined },
    ofPlatform,
    ofPlatform,
  ]);
});

test('for any races and faults, two owners never have the same value at once', async () => {
  const aSending = fc.record({
    process: fc.nat(2),
    owner: fc.nat(3),
    label: fc.constantFrom('blue', 'green', 'red'),
    fault: fc.option(fc.constantFrom('unreachable' as const, 'answer lost' as const), { freq: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(aSending, { minLength: 2, maxLength: 12 }),
      async (scheduler, sendings) => {
        const { start, log } = aPlatform({
          abandonAfterMs: 0,
          pause: (what) => scheduler.schedule(Promise.resolve(), what),
        });
        const processes = [start(), start(), start()];
        const owners = Array.from({ length: 4 }, () => randomUUID());
        const sent = sendings.map(async ({ process, owner, label, fault }) => {
          const id = owners[owner] ?? '';
          if (fault) log.failNextAppend(fault);
          const opened = await outcomeOf(processes[process]?.commands.handle(open(id, label)) ?? Promise.resolve());
          if (opened === 'CONFLICT')
            await outcomeOf(processes[process]?.commands.handle(relabel(id, label)) ?? Promise.resolve());
        });
        await scheduler.waitFor(Promise.all(sent));
        const labels = new Map<string, string>();
        for (const { type, stream, data } of log.events) {
          const { label, to } = JSON.parse(data) as { label?: string; to?: string };
          if (type === 'PurseOpened' || type === 'PurseRelabelled') labels.set(stream, label ?? to ?? '');
          expect(new Set(labels.values()).size).toBe(labels.size);
        }
      },
    ),
    { numRuns: 300, plugins: [fc.interruptAfterTimeLimit(40_000)] },
  );
});

import { randomUUID } from 'node:crypto';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { TENANT, aContext, open, purse } from '../testing/domain.fixture';
import { aPlatform, labelled, outcomeOf, streamOf } from '../testing/reservations.fixture';

describe('a hold whose owner does not append', () => {
  const claimant = (id: string, context = aContext()) => ({ owner: streamOf(id), ownerRevision: -1, context });
  const longAgo = () => aContext({ now: '2026-01-31T09:30:00.000Z' });

  test('is waited for, then given to the next claimant; its late owner loses', async () => {
    const { start, types } = aPlatform();
    const [sleeper, other] = [start(), start()];
    const [slow, quick] = [randomUUID(), randomUUID()];
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let fallenAsleep = () => {};
    const held = new Promise<void>((resolve) => {
      fallenAsleep = resolve;
    });
    const hold = sleeper.reservations.hold.bind(sleeper.reservations);
    jest.spyOn(sleeper.reservations, 'hold').mockImplementationOnce(async (reservation, of) => {
      await hold(reservation, of);
      fallenAsleep();
      await asleep;
    });
    const late = outcomeOf(sleeper.commands.handle(open(slow, 'blue')));
    await held;
    await other.commands.handle(open(quick, 'blue'));
    wake();
    expect(await late).toBe('DUPLICATE');
    expect(types('test.purse')).toEqual(['ReservationAbandoned', 'PurseOpened']);
    // The fence is no fact of a purse: it can still be opened under another label.
    expect(await outcomeOf(sleeper.commands.handle(open(slow, 'green')))).toBe('done');
    expect(await other.reservations.holderOf(labelled('blue'), TENANT)).toBe(streamOf(quick));
  });

  test('and is fenced leaves a stream without facts: its subject does not exist', async () => {
    const { start, types } = aPlatform({ abandonAfterMs: 60_000 });
    const { commands, reservations } = start();
    const id = randomUUID();
    await reservations.hold(labelled('blue'), claimant(id, longAgo()));
    await commands.handle(open(randomUUID(), 'blue'));
    expect(types('test.purse')).toEqual(['ReservationAbandoned', 'PurseOpened']);
    expect(await commands.state(purse, TENANT, id)).toEqual({ state: purse.initial(), revision: 'none' });
  });

  test('is not given away before its time: a claimant with a shorter deadline is told to try again', async () => {
    const { start, types, clock } = aPlatform({ abandonAfterMs: 60_000 });
    const { commands, reservations } = start();
    await reservations.hold(labelled('blue'), claimant(randomUUID()));
    const hurried = open(randomUUID(), 'blue', aContext({ deadline: clock() + 50 }));
    expect(await outcomeOf(commands.handle(hurried))).toBe('SERVICE_UNAVAILABLE');
    expect(types('test.purse')).toEqual([]);
  });

  test('is given away at once when it is old', async () => {
    const { start, types } = aPlatform({ abandonAfterMs: 60_000 });
    const { commands, reservations } = start();
    await reservations.hold(labelled('blue'), claimant(randomUUID(), longAgo()));
    expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('done');
    expect(types('reservation.purse_label')).toEqual(['ReservationHeld', 'ReservationReleased', 'ReservationHeld']);
  });

  test('is dead when its owner went on without it, and then nothing needs to be fenced', async () => {
    const { start, types } = aPlatform({ abandonAfterMs: 60_000 });
    const { commands, reservations } = start();
    const id = randomUUID();
    await reservations.hold(labelled('blue'), claimant(id));
    await commands.handle(open(id, 'green'));
    expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('done');
    expect(types('test.purse')).toEqual(['PurseOpened', 'PurseOpened']);
  });

  test('is taken over by a third claimant when the second died after the fence', async () => {
    const { start, log, types } = aPlatform();
    const { commands, reservations } = start();
    await reservations.hold(labelled('blue'), claimant(randomUUID(), longAgo()));
    const append = jest.spyOn(log, 'append').mockImplementation(async (stream, events, options) => {
      if (events[0]?.type === 'ReservationReleased') throw new Error('killed');
      return MemoryEventLog.prototype.append.call(log, stream, events, options);
    });
    await expect(commands.handle(open(randomUUID(), 'blue'))).rejects.toThrow('killed');
    append.mockRestore();
    expect(types('test.purse')).toEqual(['ReservationAbandoned']);
    expect(await outcomeOf(start().commands.handle(open(randomUUID(), 'blue')))).toBe('done');
    expect(types('test.purse')).toEqual(['ReservationAbandoned', 'PurseOpened']);
  });

  test('is not given away when its owner appends just before the fence', async () => {
    const { start, log, types } = aPlatform();
    const { commands } = start();
    const id = randomUUID();
    const early = open(id, 'blue', longAgo());
    await start().reservations.hold(labelled('blue'), claimant(id, early.context));
    const append = jest.spyOn(log, 'append').mockImplementation(async (stream, events, options) => {
      append.mockRestore();
      expect(events[0]?.type).toBe('ReservationAbandoned');
      await start().commands.handle({ ...early, context: { ...early.context, deadline: Date.now() + 10_000 } });
      return log.append(stream, events, options);
    });
    expect(await outcomeOf(commands.handle(open(randomUUID(), 'blue')))).toBe('DUPLICATE');
    expect(types('test.purse')).toEqual(['PurseOpened']);
  });
});

import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { ReservationAbandoned } from '#contracts/reservations/reservation-events';
import { newIdOf } from '#libs/event-sourcing';
import { PASSWORD, TestAuth, contextOf } from './auth.fixture';
import { administrators } from './administrators.provider';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

const parts = () => ({
  commands: auth.commands,
  platformKeys: auth.parts.platformKeys,
  secretsDatabase: auth.database,
});

describe("the platform's administrator", () => {
  it('is created once by a command, and signs in, in no organisation', async () => {
    const commandId = randomUUID();
    const wanted = { email: 'root@example.org', name: 'Root', password: PASSWORD };
    expect(await administrators.exists(parts(), commandId)).toBe(false);
    const id = await administrators.create(parts(), wanted, contextOf({ commandId }));
    expect(await administrators.create(parts(), wanted, contextOf({ commandId }))).toBe(id);
    expect(await administrators.exists(parts(), commandId)).toBe(true);
    expect((await auth.signIn('root@example.org')).user).toMatchObject({ id, organizationId: null });
  });

  it('does not count as created when another account took its address meanwhile', async () => {
    const commandId = randomUUID();
    const id = newIdOf(commandId, 'account');
    await auth.append('auth.account', { tenantId: PLATFORM, id }, [event(ReservationAbandoned, { reservation: 'r' })]);
    expect(await administrators.exists(parts(), commandId)).toBe(false);
    const wanted = { email: 'late@example.org', name: 'Late', password: PASSWORD };
    expect(await administrators.create(parts(), wanted, contextOf({ commandId }))).toBe(id);
    expect(await administrators.exists(parts(), commandId)).toBe(true);
  });

  it('signs in with the password of the start that created it, not with that of an interrupted one', async () => {
    const [commandId, email] = [randomUUID(), 'second@example.org'];
    const first = { email, name: 'First', password: 'eight red kettles hum' };
    const cutOff = contextOf({ commandId, deadline: Date.now() - 1 });
    await expect(administrators.create(parts(), first, cutOff)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    const id = await administrators.create(parts(), { ...first, password: PASSWORD }, contextOf({ commandId }));
    expect((await auth.signIn(email)).user).toMatchObject({ id });
    expect(await administrators.hasPassword(parts(), commandId, PASSWORD)).toBe(true);
    expect(await administrators.hasPassword(parts(), commandId, first.password)).toBe(false);
  });

  it.each(['short', 'gracehoppergracehopper'])('has no password that is easy to guess: %s', async (password) => {
    const commandId = randomUUID();
    const wanted = { email: 'grace.hopper@example.org', name: 'Grace', password };
    await expect(administrators.create(parts(), wanted, contextOf({ commandId }))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/password' }],
    });
    expect(await administrators.exists(parts(), commandId)).toBe(false);
  });
});

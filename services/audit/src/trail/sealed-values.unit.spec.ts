import { randomUUID } from 'node:crypto';
import '#contracts/catalogue';
import { AccountCreated } from '#contracts/auth/account-events';
import { event } from '#contracts/event';
import { ItemChanged } from '#contracts/inventory/item-events';
import { positionOf, streamName } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { MemoryKeys } from '#libs/testing';
import { envelopeOf } from '../leaf/leaf.adapter';
import { isSealedValue, openLeaves } from './sealed-values';

const tenantId = randomUUID();
const accountId = randomUUID();
const position = positionOf(1, 7);
const context: CommandContext = {
  tenantId,
  commandId: randomUUID(),
  now: '2026-01-31T12:00:00.000Z',
  requestId: 'request',
  correlationId: 'request',
  causationId: 'request',
  actor: { id: accountId, type: 'user', roles: ['admin'] },
  ip: '203.0.113.7',
  userAgent: 'curl/8.5.0',
  deadline: Number.MAX_SAFE_INTEGER,
};

async function leafOf(codec: EventCodec, ...[of, data]: Parameters<typeof event>) {
  const [encoded] = await codec.encode([event(of, data)], context);
  if (!encoded) throw new Error('nothing was encoded');
  const { plainData: _, ...recorded } = encoded;
  const place = { stream: streamName('auth.account', tenantId, accountId), revision: 0, position };
  return { position, envelope: envelopeOf({ ...recorded, ...place, recordedAt: context.now }) };
}

const account = { accountId, email: 'ada@example.com', name: 'Ada', passwordId: null };

describe('what leaves hold of persons', () => {
  it('is opened with the keys that are left', async () => {
    const codec = new EventCodec(new MemoryKeys());
    const leaf = await leafOf(codec, AccountCreated, account);
    expect(leaf.envelope).not.toMatch(/ada@|Ada|203\\.0/);
    const opened = (await openLeaves(codec, [leaf])).get(position);
    expect(opened?.data).toEqual(account);
    expect(opened?.metadata).toMatchObject({ ip: '203.0.113.7', userAgent: 'curl/8.5.0', actorId: accountId });
  });

  it('is null where the key is destroyed, and what is not personal still stands', async () => {
    const keys = new MemoryKeys();
    const codec = new EventCodec(keys);
    const leaf = await leafOf(codec, AccountCreated, account);
    keys.destroy({ tenantId, subject: accountId });
    const opened = (await openLeaves(codec, [leaf])).get(position);
    expect(opened?.data).toEqual({ ...account, email: null, name: null });
    expect(opened?.metadata).not.toHaveProperty('ip');
  });

  it('passes a type that this release does not know', async () => {
    const codec = new EventCodec(new MemoryKeys());
    const leaf = await leafOf(codec, ItemChanged, { itemId: randomUUID(), name: 'Rye' });
    const unknown = { position: positionOf(1, 8), envelope: leaf.envelope.replace('ItemChanged', 'ItemForgotten') };
    expect([...(await openLeaves(codec, [unknown, leaf])).keys()]).toEqual([position]);
  });

  it('is named by where it stands, and told from other values', () => {
    expect(isSealedValue({ $sealed: { position, field: 'email' } })).toBe(true);
    for (const value of [null, 'text', 5, {}, ['$sealed']]) expect(isSealedValue(value)).toBe(false);
  });
});

import { randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { event, type DomainEvent } from '#contracts/declare/event';
import { positionOf, streamName, type NewEvent, type RecordedEvent } from '#libs/event-log';
import { isSealed, sealField } from '#libs/privacy';
import { MemoryKeys } from '#libs/testing/memory-keys';
import { EventCodec } from './codec';
import { CoinsAdded, OwnerNoted, PurseOpened, TENANT, aContext } from '../testing/domain.fixture';
import { UnknownEventType, UnknownEventVersion } from './unreadable-event';

const keys = new MemoryKeys();
const codec = new EventCodec(keys);
const stream = streamName('test.purse', TENANT, randomUUID());

const recorded = (events: readonly NewEvent[]): RecordedEvent[] =>
  events.map(({ id, type, data, metadata }, index) => ({
    id,
    type,
    data,
    metadata,
    stream,
    revision: index,
    position: positionOf(1, index + 1),
    recordedAt: '2026-01-31T09:30:00.000Z',
  }));

const owner = (of: Partial<OwnerNoted> = {}) =>
  event(OwnerNoted, { personId: randomUUID(), name: 'Ada Lovelace', nickname: null, visits: 3, ...of });

async function rewritten(noted: DomainEvent, version: number, change: (data: Record<string, unknown>) => object) {
  const [encoded] = await codec.encode([noted], aContext());
  if (!encoded) throw new Error('nothing was encoded');
  const metadata = JSON.parse(encoded.metadata) as object;
  return recorded([
    {
      ...encoded,
      data: JSON.stringify(change(JSON.parse(encoded.data) as Record<string, unknown>)),
      metadata: JSON.stringify({ ...metadata, schemaVersion: version }),
    },
  ]);
}

test('decoding gives back the decided event, with its stream and position', async () => {
  const anOwner = fc.record({
    personId: fc.uuid(),
    name: fc.option(fc.string({ unit: 'grapheme' })),
    nickname: fc.option(fc.string({ unit: 'grapheme' })),
    visits: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anOwner, { minLength: 1, maxLength: 5 }), async (owners) => {
      const events = owners.map((data) => event(OwnerNoted, data));
      const context = aContext();
      const encoded = await codec.encode(events, context);
      const decoded = await codec.decode(recorded(encoded));
      expect(decoded.map(({ type, data }) => ({ type, data }))).toEqual(events);
      decoded.forEach((each, index) => {
        expect(each).toMatchObject({
          stream,
          revision: index,
          tenantId: TENANT,
          id: encoded[index]?.id,
        });
      });
      expect(encoded.map(({ plainData }) => JSON.parse(plainData) as unknown)).toEqual(owners);
    }),
  );
});

test('data and metadata are canonical JSON', async () => {
  const context = aContext({ onBehalfOf: 'b', traceparent: '00-1-2-01', ip: '192.0.2.7', userAgent: 'Änderung/1.0' });
  for (const { data, metadata } of await codec.encode([owner(), owner()], context)) {
    expect(data).toBe(canonicalize(JSON.parse(data)));
    expect(metadata).toBe(canonicalize(JSON.parse(metadata)));
  }
});

test('metadata holds actor, cause, time and version, and leaves out absent fields', async () => {
  const context = aContext();
  const noted = owner();
  const [encoded] = await codec.encode([noted], context);
  expect(JSON.parse(encoded?.metadata ?? '')).toEqual({
    tenantId: TENANT,
    actorId: context.actor.id,
    actorType: 'user',
    actorRoles: ['manager'],
    requestId: context.requestId,
    correlationId: context.correlationId,
    causationId: context.causationId,
    commandId: context.commandId,
    occurredAt: context.now,
    schemaVersion: 3,
    action: 'owner.noted',
    entityType: 'person',
    entityId: noted.data.personId,
    effect: 'change',
  });
});

describe('the subject of an event', () => {
  const declared = (more: object) => ({
    type: 'Painted',
    dataClass: PurseOpened,
    version: 1,
    entity: { type: 'wall', id: 'wallId', label: 'name' },
    action: 'wall.painted',
    summary: 'A wall was painted',
    ...more,
  });
  const subjectOf = async (more: object, data: object) => {
    const other = new EventCodec(keys, () => declared(more));
    const [encoded] = await other.encode([{ type: 'Painted', data }], aContext());
    return JSON.parse(encoded?.metadata ?? '') as object;
  };

  test('is in the metadata, with its label', async () => {
    const subject = { action: 'wall.painted', entityType: 'wall', entityId: 'w', label: 'North', effect: 'change' };
    expect(await subjectOf({}, { wallId: 'w', name: 'North' })).toMatchObject(subject);
  });

  test('has no label where the label is personal', async () => {
    const personal = { subject: 'wallId', fields: ['name'] };
    const metadata = await subjectOf({ personal }, { wallId: 'w', name: 'Ada' });
    expect(metadata).not.toHaveProperty('label');
    expect(JSON.stringify(metadata)).not.toContain('Ada');
  });

  test.each([
    [{ occurrence: true }, 'occurrence'],
    [{ occurrence: true, refusal: true }, 'refusal'],
  ])('tells whether %p changed anything', async (more, effect) => {
    expect(await subjectOf(more, { wallId: 'w', name: null })).toMatchObject({ effect });
  });

  test('is required', async () => {
    await expect(subjectOf({}, { name: 'North' })).rejects.toThrow('Painted names no wall in wallId');
  });
});

test('neither names nor addresses are in the log', async () => {
  const context = aContext({ ip: '192.0.2.77', userAgent: 'Browser of Ada' });
  const [encoded] = await codec.encode([owner({ nickname: 'The Enchantress' })], context);
  const text = `${encoded?.data} ${encoded?.metadata}`;
  for (const personal of ['Ada', 'Lovelace', 'Enchantress', '192.0.2', 'Browser']) expect(text).not.toContain(personal);
});

test('address and browser of the actor are decrypted on request, and gone with the key', async () => {
  const actor = { id: randomUUID(), type: 'user', roles: [] } as const;
  const context = aContext({ actor, ip: '192.0.2.77', userAgent: 'Browser' });
  const [decoded] = await codec.decode(
    recorded(await codec.encode([event(CoinsAdded, { purseId: 'p', coins: 1 })], context)),
  );
  const metadata = decoded?.metadata;
  if (!metadata) throw new Error('nothing was decoded');
  expect(isSealed(metadata.ip)).toBe(true);
  expect((await codec.reveal([metadata]))[0]).toEqual({ ...metadata, ip: '192.0.2.77', userAgent: 'Browser' });
  keys.destroy({ tenantId: TENANT, subject: actor.id });
  const { ip: _ip, userAgent: _userAgent, ...rest } = metadata;
  expect((await codec.reveal([metadata]))[0]).toEqual(rest);
});

test.each([{ ip: '192.0.2.77' }, { userAgent: 'Browser' }])(
  "a person's traces are refused under a service, whose key no erasure destroys: %p",
  async (traces) => {
    const actor = { id: 'service:gateway', type: 'service', roles: [] } as const;
    await expect(codec.encode([owner()], aContext({ actor, ...traces }))).rejects.toThrow(TypeError);
    await expect(codec.encode([owner()], aContext({ actor }))).resolves.toHaveLength(1);
  },
);

test('the same events of the same command have the same ids; at another time or with other data they have others', async () => {
  const noted = owner();
  const context = aContext();
  const ids = async (events: readonly DomainEvent[], of = context) =>
    (await codec.encode(events, of)).map(({ id }) => id).join();
  const first = await ids([noted, noted]);
  expect(await ids([noted, noted], { ...context, requestId: randomUUID() })).toBe(first);
  const others = await Promise.all([
    ids([noted, { ...noted, data: { ...noted.data, visits: 4 } }]),
    ids([noted, noted], { ...context, now: '2026-01-31T09:30:00.001Z' }),
    ids([noted, noted], { ...context, commandId: randomUUID() }),
  ]);
  expect(new Set([first, ...others, ...first.split(',')]).size).toBe(6);
});

test('no id is a digest of personal data', async () => {
  const context = aContext();
  const [one] = await codec.encode([owner({ personId: 'p', name: 'Ada' })], context);
  const [other] = await codec.encode([owner({ personId: 'p', name: 'Grace' })], context);
  expect(one?.id).toBe(other?.id);
});

test("a destroyed key leaves null for the person's fields, in old events and in new ones", async () => {
  const noted = owner();
  const before = await codec.encode([noted], aContext());
  keys.destroy({ tenantId: TENANT, subject: noted.data.personId });
  const after = await codec.encode([noted], aContext());
  for (const encoded of [before, after]) {
    const [decoded] = await codec.decode(recorded(encoded));
    expect(decoded?.data).toEqual({ ...noted.data, name: null });
  }
  expect(JSON.parse(after[0]?.plainData ?? '')).toEqual({ ...noted.data, name: null });
});

test('a person has a key in each organisation, and a field encrypted for another one cannot be decrypted', async () => {
  const noted = owner();
  const [here] = await codec.encode([noted], aContext());
  const [there] = await codec.encode([noted], aContext({ tenantId: randomUUID() }));
  keys.destroy({ tenantId: TENANT, subject: noted.data.personId });
  const decoded = await codec.decode(recorded([here, there].flatMap((each) => each ?? [])));
  expect(decoded.map(({ data }) => (data as OwnerNoted).name)).toEqual([null, 'Ada Lovelace']);
});

test('old versions are upcast step by step, with personal fields decrypted under the names they had', async () => {
  const noted = owner();
  const key = keys.current({ tenantId: TENANT, subject: noted.data.personId });
  if (!key) throw new Error('the person has no key');
  const fullName = sealField(key, 'fullName', 'Ada Lovelace');
  const first = await rewritten(noted, 1, ({ personId }) => ({ personId, fullName }));
  expect((await codec.decode(first))[0]?.data).toEqual({ ...noted.data, visits: 0 });
  const second = await rewritten(noted, 2, ({ visits: _visits, ...rest }) => rest);
  expect((await codec.decode(second))[0]?.data).toEqual({ ...noted.data, visits: 0 });
});

test('a text stays bound to the field that it was encrypted for', async () => {
  const moved = await rewritten(owner({ nickname: 'Augusta' }), 3, ({ name, nickname, ...rest }) => ({
    ...rest,
    name: nickname,
    nickname: name,
  }));
  expect(() => codec.decode(moved)).toThrow('field name cannot be decrypted');
});

test('a version that is newer, has no upcast or is no number is refused by name', async () => {
  for (const version of [4, 0, 1.5, 'x' as never]) {
    const events = await rewritten(owner(), version, (data) => data);
    const decode = async () => codec.decode(events);
    await expect(decode()).rejects.toThrow(UnknownEventVersion);
    await expect(decode()).rejects.toThrow(/^event type OwnerNoted has version/);
  }
});

test('a type that is not declared is refused by name, in encoding and in decoding', async () => {
  const unknown = { type: 'NeverDeclared', data: {} };
  await expect(codec.encode([unknown], aContext())).rejects.toThrow(UnknownEventType);
  const [encoded] = await codec.encode([owner()], aContext());
  const events = recorded(encoded ? [{ ...encoded, type: 'NeverDeclared' }] : []);
  expect(() => codec.decode(events)).toThrow(`event type NeverDeclared is not known here (${stream} at revision 0)`);
});

test('a batch without personal data is decoded synchronously, without parsing its metadata', async () => {
  const encoded = await codec.encode([event(PurseOpened, { purseId: 'p', label: 'mine' })], aContext());
  const parse = jest.spyOn(JSON, 'parse');
  const decoded = codec.decode(recorded([...encoded, ...encoded]));
  expect(decoded).toHaveLength(2);
  expect(parse).toHaveBeenCalledTimes(2);
  expect((decoded as readonly { metadata: unknown }[])[0]?.metadata).toMatchObject({ tenantId: TENANT });
  parse.mockRestore();
});

test('a text of the metadata that looks like a version is not taken for it', async () => {
  const requestId = 'x","schemaVersion":9,"y":"';
  const [decoded] = await codec.decode(recorded(await codec.encode([owner()], aContext({ requestId }))));
  expect(decoded?.metadata).toMatchObject({ requestId, schemaVersion: 3 });
});

import { randomUUID } from 'node:crypto';
import { Event, type EventClass } from '../../../contracts/declare/event';
import { on } from '../../../contracts/declare/on';
import { type NewEvent, canonicalJson } from '../../../libs/event-log';
import { type Reactor, reactor } from '../../../libs/event-sourcing';
import { AppendOnly, type Projection, change, onAny, projection } from '../../../libs/projections';
import { CountColumn, IdColumn, ReadModel, TenantColumn, TokenColumn } from '../../../libs/read-models';

/** The event of the load. */
export interface Moved {
  thingId: string;
}

const DECLARED = {
  entity: { type: 'thing', id: 'thingId' },
  action: 'bench.thing.moved',
  summary: 'A thing moved',
} as const;

const ACTOR = '6f1f3d0e-8c43-4d53-9c3b-0f1d8f0c2a77';

/** Types of events: the first is that of the load, each other is handled by few projections. */
const TYPES = 41;
const EVENTS: readonly EventClass<string, Moved>[] = Array.from({ length: TYPES }, (_, number) => eventClass(number));

export const LOAD_TYPE = typeOf(0);

/** The type of the `index`-th event that is not of the load. */
export function otherType(index: number): string {
  return typeOf(1 + (index % (TYPES - 1)));
}

/** An event of a thing of its own, as the log takes it. */
export function movedEvent(tenantId: string, thingId: string, type: string): NewEvent {
  const id = randomUUID();
  const metadata = {
    tenantId,
    actorId: ACTOR,
    actorType: 'user',
    actorRoles: ['manager'],
    requestId: id,
    correlationId: id,
    causationId: id,
    commandId: id,
    occurredAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  };
  return { id, type, data: canonicalJson({ thingId }), metadata: canonicalJson(metadata) };
}

/** Four that fold the load, as a receipt of stock is folded by four, and then small ones with types of their own. */
export function manyProjections(count: number): readonly Projection[] {
  const [load] = EVENTS as [EventClass<string, Moved>];
  const hot = [counting('level', [load]), counting('day', [load]), listing('moved', [load]), listing('trail', 'any')];
  const others = Array.from({ length: count - hot.length }, (_, number) =>
    counting(
      `thing-${number}`,
      [0, 1].map((next) => EVENTS[1 + ((number + next) % (TYPES - 1))] ?? load),
    ),
  );
  return [...hot, ...others];
}

/** Each hears of one type that is not of the load, and sends nothing. */
export function manyReactors(count: number): readonly Reactor[] {
  return Array.from({ length: count }, (_, number) =>
    reactor({
      name: `reactor-${number}`,
      service: 'bench',
      from: 'start',
      on: [on(EVENTS[1 + (number % (TYPES - 1))] as EventClass<string, Moved>, () => [])],
    }),
  );
}

function typeOf(number: number): string {
  return `BenchThing${number}`;
}

function eventClass(number: number): EventClass<string, Moved> {
  @Event<Moved>({ version: 1, ...DECLARED })
  class ThingMoved {
    static readonly type = typeOf(number);
    thingId!: string;
  }
  return ThingMoved;
}

/** A row per thing that counts its events: it is looked up and changed. */
function counting(name: string, types: readonly EventClass<string, Moved>[]): Projection {
  @ReadModel({ schema: 'bench', table: name.replaceAll('-', '_'), version: 1 })
  class Counted {
    @TenantColumn() tenantId!: string;
    @IdColumn({ key: true }) thingId!: string;
    @CountColumn() moves!: number;
  }
  return projection({
    name,
    service: 'bench',
    version: 1,
    tables: [Counted],
    keyColumn: 'thingId',
    key: ({ data }) => (data as Moved).thingId,
    on: types.map((type) =>
      on(type, ({ tenantId, data: { thingId } }) => [
        change(Counted, { tenantId, thingId }, (row) => ({ tenantId, thingId, moves: (row?.moves ?? 0) + 1 })),
      ]),
    ),
  });
}

/** A row per event, only ever added; of every event, as the trail, where any type is handled. */
function listing(name: string, types: readonly EventClass<string, Moved>[] | 'any'): Projection {
  @ReadModel({ schema: 'bench', table: name, version: 1 })
  @AppendOnly()
  class Listed {
    @TenantColumn() tenantId!: string;
    @IdColumn({ key: true }) id!: string;
    @IdColumn() thingId!: string;
    @TokenColumn() position!: string;
  }
  const list: Parameters<typeof onAny>[0] = ({ tenantId, id, position, data }) => {
    const { thingId } = data as Moved;
    return [change(Listed, { tenantId, id }, () => ({ tenantId, id, thingId, position }))];
  };
  return projection({
    name,
    service: 'bench',
    version: 1,
    tables: [Listed],
    keyColumn: 'thingId',
    key: ({ data }) => (data as Moved).thingId,
    on: types === 'any' ? [onAny(list)] : types.map((type) => on(type, list)),
  });
}

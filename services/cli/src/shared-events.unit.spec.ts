import fc from 'fast-check';
import { allEvents } from '#contracts/catalogue';
import { type EventDeclaration, eventDeclaration } from '#contracts/declare/event';
import { type Field, type FieldedClass, fieldsOf } from '#contracts/declare/field';
import { START } from '#libs/event-log';
import { type EventMetadata, type Reactor, type Recorded, unchanging } from '#libs/event-sourcing';
import type { Projection, RowChange } from '#libs/projections';
import { projectionsOf } from '#libs/runtime';
import { loadServices, serviceNames } from './service-tree';

const TENANT = '0197a3c4-0000-7000-8000-00000000000a';

/** Data of a declared class: random values for each field, from its example. */
function dataOf(type: FieldedClass): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldsOf(type);
  const requiredKeys = fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, valueOf(field)])), { requiredKeys });
}

function valueOf({ kind, nullable, example }: Field): fc.Arbitrary<unknown> {
  const { element, nested } = kind;
  const value = element
    ? fc.array(element.nested ? dataOf(element.nested()) : fc.constant(element.example()), { maxLength: 3 })
    : nested
      ? dataOf(nested())
      : fc.constant(example ?? kind.example());
  return nullable ? fc.option(value) : value;
}

function eventsOf(types: readonly string[]): fc.Arbitrary<Recorded[]> {
  const one = fc.constantFrom(...types).chain((type) => {
    const { dataClass } = eventDeclaration(type) as EventDeclaration;
    return dataOf(dataClass).map((data) => ({ type, data }));
  });
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((events) => events.map(recorded));
}

function recorded({ type, data }: { type: string; data: object }, revision: number): Recorded {
  const metadata = { tenantId: TENANT, actorId: TENANT, actorType: 'user', actorRoles: ['admin'] };
  return {
    type,
    data,
    stream: `test-${TENANT}.1`,
    revision,
    position: START.replace(/0$/, String(revision + 1)) as never,
    id: `0197a3c4-0000-7000-8000-00000000000${revision}`,
    recordedAt: '2026-01-31T09:30:00.000Z',
    tenantId: TENANT,
    metadata: { ...metadata, occurredAt: '2026-01-31T09:30:00.000Z', schemaVersion: 1 } as unknown as EventMetadata,
  };
}

/** The result of the work, or the text of its fault. */
function outcomeOf(work: () => unknown): unknown {
  try {
    return JSON.stringify(work());
  } catch (error) {
    return String(error);
  }
}

/** Folds events as the engine does: each change is given the row that the earlier ones left. */
function fold({ key, handlers, any }: Projection, events: readonly Recorded[]): unknown {
  const rows = new Map<string, object | undefined>();
  const placeOf = (table: RowChange['table'], row: object) => `${table.name} ${JSON.stringify(row)}`;
  const keys = events.map((event) => {
    for (const change of (handlers.get(event.type) ?? any)?.(event) ?? []) {
      const others = (change.reads ?? []).map(({ table, row }) => rows.get(placeOf(table, row)));
      const place = placeOf(change.table, change.row ?? { overwritten: rows.size });
      rows.set(place, change.fold(rows.get(place), ...others));
    }
    return key(event);
  });
  return [keys, [...rows]];
}

function react({ react: answer, onRefusal }: Reactor, events: readonly Recorded[]): unknown {
  return events.flatMap((event) =>
    answer(event).map(({ payload, ...wanted }) => [
      payload,
      onRefusal?.(event, { wanted: { payload, ...wanted }, code: 'LIMIT_REACHED' }).map((further) => further.payload),
    ]),
  );
}

/** Frozen events give the same result as mutable ones, and mutable ones stay unchanged. */
function leavesAlone(work: (events: readonly Recorded[]) => unknown) {
  return (events: Recorded[]) => {
    const before = structuredClone(events);
    const changeable = outcomeOf(() => work(events));
    expect(events).toEqual(before);
    expect(outcomeOf(() => work(unchanging(before)))).toEqual(changeable);
  };
}

describe('an event that several folds are given', () => {
  it('is changed by no declared projection', async () => {
    const { services } = await loadServices(serviceNames());
    const projections = services.flatMap(projectionsOf);
    expect(projections.length).toBeGreaterThan(5);
    for (const projection of projections) {
      const named = [...projection.handlers.keys()];
      const events = eventsOf(projection.any ? allEvents().map(({ type }) => type) : named);
      fc.assert(
        fc.property(
          events,
          leavesAlone((given) => fold(projection, given)),
        ),
      );
    }
  });

  it('is changed by no declared reactor', async () => {
    const { services } = await loadServices(serviceNames());
    const reactors = services.flatMap(({ features }) => features.flatMap((each) => each.reactors ?? []));
    expect(reactors.length).toBeGreaterThan(2);
    for (const reactor of reactors) {
      const events = eventsOf(reactor.events.map(({ type }) => type));
      fc.assert(
        fc.property(
          events,
          leavesAlone((given) => react(reactor, given)),
        ),
      );
    }
  });

  it('cannot be changed in a test run, neither its data nor its metadata, nor the event itself', () => {
    const [event] = unchanging([recorded({ type: 'Tried', data: { lines: [{ quantity: '1.000' }] } }, 0)]);
    const { data, metadata } = event as unknown as { data: { lines: { quantity: string }[] }; metadata: object };
    expect(() => data.lines.push({ quantity: '2.000' })).toThrow(TypeError);
    expect(() => Object.assign(data.lines[0] as object, { quantity: '2.000' })).toThrow(TypeError);
    expect(() => Object.assign(metadata, { actorId: 'somebody' })).toThrow(TypeError);
    expect(() => Object.assign(event as object, { data: {} })).toThrow(TypeError);
  });

  it('is reported where a fold changes it', () => {
    const careless = ({ data }: Recorded) => (data as { lines: unknown[] }).lines.reverse();
    const events = [recorded({ type: 'Tried', data: { lines: [1, 2] } }, 0)];
    expect(() => leavesAlone((given) => given.map(careless))(events)).toThrow('toEqual');
  });
});

import { DomainError, refuse } from '#contracts/errors';
import type { DomainEvent } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { aggregate } from '#libs/event-sourcing';
import { GIVEN, given } from './given-when-then';

class Counted {
  static readonly type = 'Counted';
  by!: number;
  tags!: readonly string[];
}

type Counter = { readonly total: number; readonly tags: readonly string[] };

const counter = aggregate('test.counter', (): Counter => ({ total: 0, tags: [] }), [
  evolve(Counted, (state, { data }) => ({ total: state.total + data.by, tags: [...state.tags, ...data.tags] })),
]);

const counted = (by: number, ...tags: readonly string[]): DomainEvent<'Counted', Counted> => ({
  type: 'Counted',
  data: { by, tags },
});
const count = ({ by }: { readonly by: number }, { total }: { readonly total: number }) =>
  total + by > 10 ? refuse('LIMIT_REACHED', { limit: 10, total }) : [counted(by)];

test('the events of a command in a state are compared whole', () => {
  given(counter, counted(3), counted(4)).when(count, { by: 3 }).then(counted(3));
  expect(() => given(counter).when(count, { by: 3 }).then(counted(4))).toThrow('toEqual');
  expect(() => given(counter).when(count, { by: 3 }).thenNothing()).toThrow('toEqual');
  given(counter)
    .when(count, { by: 3 })
    .thenMatching({ data: { by: 3 } });
  expect(() => given(counter).when(count, { by: 3 }).thenMatching()).toThrow('toHaveLength');
});

test('a refusal is compared by its code and details', () => {
  const refused = given(counter, counted(9)).when(count, { by: 2 });
  refused.thenRefused('LIMIT_REACHED', { limit: 10 });
  expect(() => refused.thenRefused('CONFLICT')).toThrow('toBe');
  expect(() => refused.thenRefused('LIMIT_REACHED', { limit: 11 })).toThrow('toMatchObject');
  expect(() => refused.thenNothing()).toThrow(DomainError);
  expect(() => given(counter).when(count, { by: 2 }).thenRefused('LIMIT_REACHED')).toThrow('did not refuse');
});

test('an error that is no refusal is not taken for one', () => {
  const broken = () => {
    throw new TypeError('a bug');
  };
  expect(() => given(counter).when(broken, {}).thenRefused('CONFLICT')).toThrow(TypeError);
});

test('a decision that changes the state or the command fails', () => {
  const impure = (_: object, state: { total: number }) => {
    state.total++;
    return [];
  };
  expect(() => given(counter).when(impure, {}).thenNothing()).toThrow('toEqual');
  const greedy = (command: { by: number }) => {
    command.by++;
    return refuse('CONFLICT');
  };
  expect(() => given(counter).when(greedy, { by: 1 }).thenRefused('CONFLICT')).toThrow('toEqual');
});

test('time, actor, ids and facts are as the test gives them', () => {
  const seen = given(counter).when(
    (_, __, all) => [counted(1, all.now, all.newId('a'), all.facts)],
    {},
    {
      now: '2026-02-01T00:00:00.000Z',
      facts: 'known',
    },
  );
  expect(seen.events()).toEqual([counted(1, '2026-02-01T00:00:00.000Z', GIVEN.newId('a'), 'known')]);
});

test('an aggregate that changes the state it is given fails, unless it says so', () => {
  const bump = evolve(Counted, (state: { total: number }, { data }) => {
    state.total += data.by;
    return state;
  });
  const initial = () => ({ total: 0 });
  const impure = aggregate('test.impure', initial, [bump]);
  expect(() => given(impure, counted(1))).toThrow('toEqual');
  const mutating = aggregate('test.mutating', initial, [bump], { mutates: true, copy: (state) => ({ ...state }) });
  given(mutating, counted(1))
    .when((_, { total }) => [counted(total)], {})
    .then(counted(1));
});

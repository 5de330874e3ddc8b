import { randomUUID } from 'node:crypto';
import { refuse } from '#contracts/errors';
import { event, type DomainEvent } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type Recording } from './aggregate';
import { PurseOpened, PurseRelabelled, aContext } from '../testing/domain.fixture';
import { aPlatform, outcomeOf } from '../testing/reservations.fixture';

/** A shelf is one stream that holds several purses, each with an entity tag of its own. */
type Shelf = Readonly<Record<string, { readonly label: string; readonly revision: number }>>;

const shelf = aggregate('test.shelf', (): Shelf => ({}), [
  evolve(PurseOpened, (state, { data: { purseId, label }, revision }) => ({
    ...state,
    [purseId]: { label, revision },
  })),
  evolve(PurseRelabelled, (state, { data: { purseId, to }, revision }) => ({
    ...state,
    [purseId]: { label: to, revision },
  })),
]);

interface Label {
  readonly purseId: string;
  readonly label: string;
}

/** Labels a purse of the shelf, and adds it when it is not there yet. */
function labelling(id: string, command: Label, context = aContext()) {
  return {
    aggregate: shelf,
    id,
    command,
    context,
    thing: (state: Shelf, { purseId }: Label) => {
      const found = state[purseId];
      return found && { id: purseId, revision: found.revision };
    },
    decide: ({ purseId, label }: Label, state: Shelf) => {
      const found = state[purseId];
      if (!found) return [event(PurseOpened, { purseId, label })];
      if (label === 'refused') refuse('CONFLICT');
      return found.label === label ? [] : [event(PurseRelabelled, { purseId, to: label })];
    },
    answer: (_: Label, { thing, revision }: Recording<DomainEvent>) => ({ thing, revision }),
  };
}

/** Two purses on a shelf: the first has the revision 0, the second 1. */
async function aShelf() {
  const platform = aPlatform();
  const { commands } = platform.start();
  const [id, one, other] = [randomUUID(), randomUUID(), randomUUID()];
  for (const purseId of [one, other]) await commands.handle(labelling(id, { purseId, label: 'new' }));
  return { ...platform, commands, id, one, other };
}

test('a command on a thing is answered with the thing after its events', async () => {
  const { commands, id, one } = await aShelf();
  const { result } = await commands.handle(labelling(id, { purseId: one, label: 'blue' }));
  expect(result).toEqual({ thing: { id: one, revision: 2 }, revision: 2 });
});

test("a command that changes nothing of a thing is answered with the thing's revision, not the stream's", async () => {
  const { commands, id, one } = await aShelf();
  const { result } = await commands.handle(labelling(id, { purseId: one, label: 'new' }));
  expect(result).toEqual({ thing: { id: one, revision: 0 }, revision: 1 });
});

test('a thing that another command has changed meanwhile is answered in its present state', async () => {
  const { commands, start, id, one } = await aShelf();
  const again = labelling(id, { purseId: one, label: 'blue' });
  await commands.handle(again);
  await commands.handle(labelling(id, { purseId: one, label: 'green' }));
  for (const each of [commands, start().commands]) {
    const { result, repeated } = await each.handle(again);
    expect({ result, repeated }).toEqual({ result: { thing: { id: one, revision: 3 }, revision: 2 }, repeated: true });
  }
});

test('If-Match is compared with the revision of the thing, whatever happens to others of its stream', async () => {
  const { commands, id, one, other } = await aShelf();
  const changing = (label: string, ifMatch: string) =>
    outcomeOf(commands.handle(labelling(id, { purseId: one, label }, aContext({ ifMatch }))));
  expect(await changing('blue', '1')).toBe('PRECONDITION_FAILED');
  await commands.handle(labelling(id, { purseId: other, label: 'red' }));
  expect(await changing('blue', '0')).toBe('done');
  expect(await changing('green', '0')).toBe('PRECONDITION_FAILED');
  expect(await changing('green', '0,3')).toBe('done');
});

test('a stale If-Match is refused before the decision refuses', async () => {
  const { commands, id, one } = await aShelf();
  const stale = labelling(id, { purseId: one, label: 'refused' }, aContext({ ifMatch: '7' }));
  expect(await outcomeOf(commands.handle(stale))).toBe('PRECONDITION_FAILED');
  const current = labelling(id, { purseId: one, label: 'refused' }, aContext({ ifMatch: '0' }));
  expect(await outcomeOf(commands.handle(current))).toBe('CONFLICT');
});

test("a process that is behind compares If-Match with the log's present state", async () => {
  const { commands, start, id, one } = await aShelf();
  const behind = start().commands;
  await behind.handle(labelling(id, { purseId: one, label: 'new' }));
  await commands.handle(labelling(id, { purseId: one, label: 'blue' }));
  const sent = (ifMatch: string) =>
    outcomeOf(behind.handle(labelling(id, { purseId: one, label: 'green' }, aContext({ ifMatch }))));
  expect(await sent('0')).toBe('PRECONDITION_FAILED');
  expect(await sent('2')).toBe('done');
});

test('for a thing that is not there If-Match is ignored, and the decision answers', async () => {
  const { commands, id } = await aShelf();
  const purseId = randomUUID();
  const { result } = await commands.handle(labelling(id, { purseId, label: 'blue' }, aContext({ ifMatch: '9' })));
  expect(result).toEqual({ thing: { id: purseId, revision: 2 }, revision: 2 });
});

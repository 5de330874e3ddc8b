import { eventDeclaration, type EventDeclaration } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { aggregate, refuseUnfoldedEvents } from './aggregate';
import { CoinsAdded, PurseOpened } from '../testing/domain.fixture';

const declaredAs = (type: string, category: string): EventDeclaration => {
  const declaration = eventDeclaration(type);
  if (!declaration) throw new Error(`${type} is not declared`);
  return { ...declaration, category };
};

test('names an event that an aggregate of the service does not fold', () => {
  aggregate('shelf.jar', () => 0, [evolve(PurseOpened, (count) => count + 1)]);
  const opened = declaredAs('PurseOpened', 'shelf.jar');
  const added = declaredAs('CoinsAdded', 'shelf.jar');
  expect(() => refuseUnfoldedEvents('shelf', [opened])).not.toThrow();
  expect(() => refuseUnfoldedEvents('shelf', [opened, added])).toThrow('shelf.jar does not fold CoinsAdded');
  expect(() => refuseUnfoldedEvents('cellar', [opened, added])).not.toThrow();
  expect(() => refuseUnfoldedEvents('shelf', [opened, declaredAs('CoinsAdded', 'shelf.lid')])).not.toThrow();
});

test('refuses a type that is folded twice', () => {
  const count = evolve(CoinsAdded, (coins: number, { data }) => coins + data.coins);
  expect(() => aggregate('shelf.box', () => 0, [count, count])).toThrow('shelf.box folds CoinsAdded twice');
});

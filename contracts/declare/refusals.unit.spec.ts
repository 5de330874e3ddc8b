import { contractOf } from './contract';
import { Id, List, Nested, Text } from './fields';
import { AdjustStock } from '../inventory/adjust-stock';
import { refusalsOf } from './refusals';

class Nothing {
  @Text({ max: 10 }) personId!: string;
}
class ById {
  @Id({ optional: true }) corrects?: string;
}
class Several {
  @List(Id(), { max: 10 }) chosen!: readonly string[];
}
class Lines {
  @List(Nested(() => ById), { max: 10 }) lines!: readonly ById[];
}

it.each([
  ['an id, whatever its name', ById, true],
  ['several ids', Several, true],
  ['ids within', Lines, true],
  ['no id', Nothing, false],
])('a command whose body has %s may name something that does not exist: %s', (_, type, may) => {
  const { route: _route, ...contract } = contractOf(AdjustStock);
  expect(refusalsOf({ ...contract, type }).includes('NOT_FOUND')).toBe(may);
});

import { busPermissions } from './bus-permissions';
import { CONTRACTS } from './testing/kitchen.fixture';

it('lets a service answer its own subjects, in its own queue group alone, and listen to its own inbox', () => {
  expect(busPermissions('kitchen', CONTRACTS)).toEqual({
    publish: { allow: [] },
    subscribe: { allow: ['kitchen.> kitchen', 'kitchen.inquiries', '_INBOX.kitchen.>'] },
    allowResponses: true,
  });
});

it('lets a service send the contracts that name it', () => {
  expect(busPermissions('waiter', CONTRACTS).publish.allow).toEqual([
    'kitchen.cook',
    'kitchen.cook.filling',
    'kitchen.cook.at.*',
    'kitchen.inquiries',
    'cellar.dig',
    'cellar.dig.at.*',
    'cellar.inquiries',
  ]);
});

it('lets the gateway and the CLI send every contract with a route, and send it again to any replica', () => {
  const subjects = ['kitchen.cook', 'kitchen.taste', 'kitchen.knock', 'kitchen.inspect', 'kitchen.burn'];
  const routed = subjects.flatMap((subject) => [subject, `${subject}.filling`, `${subject}.at.*`]);
  for (const edge of ['gateway', 'cli']) {
    expect(new Set(busPermissions(edge, CONTRACTS).publish.allow)).toEqual(new Set([...routed, 'kitchen.inquiries']));
  }
});

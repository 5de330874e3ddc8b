import { positionOf } from '#libs/event-log';
import { earliestServed } from './served-positions';

const served = (version: number, place: number, isFolded = true) => ({
  name: 'inventory.item',
  version,
  position: positionOf(1, place),
  isFolded,
});

test.each([
  ['the one that is folded', [served(1, 5)], 5],
  ['the earliest of several that are folded', [served(1, 5), served(2, 3), served(3, 9)], 3],
  ['one that is folded before one that is not', [served(1, 1, false), served(2, 7), served(3, 2, false)], 7],
  ['the newest where none is folded', [served(2, 4, false), served(1, 9, false)], 4],
])('of the versions of a projection, %s counts', (_which, versions, place) => {
  for (const order of [versions, versions.toReversed()]) {
    expect(earliestServed(order)).toEqual(new Map([['inventory.item', positionOf(1, place)]]));
  }
});

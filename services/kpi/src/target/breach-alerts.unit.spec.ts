import { breachAlerts } from './breach-alerts';

const R = 'red';
const G = 'green';
const A = 'amber';

describe('a breach of a target', () => {
  it.each([
    ['raises an alert once when it has lasted', [R, R, R, R, R], 3, [2]],
    ['raises none when it was shorter', [R, R, G, R, R], 3, []],
    ['raises another one when it comes again', [R, R, A, R, R, R], 2, [1, 4]],
    ['is not ended by a period without a figure, which does not count', [R, null, R, G], 2, [2]],
    ['of one period raises one at once', [G, R, R], 1, [1]],
  ] as const)('%s', (_, statuses, periods, raised) => {
    expect(breachAlerts(statuses, periods)).toEqual(raised);
  });
});

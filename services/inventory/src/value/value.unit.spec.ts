import { decimalUnits, quantityUnits } from '#contracts/values/amounts';
import { costByPrice } from './own-cost';
import { Story } from './value.fixture';

/** A story with these movements, one after the other, and their values. */
function told(method: 'moving_average' | 'fifo', ...movements: readonly string[]) {
  const story = new Story(method);
  const values = movements.map((movement) => story.add(movement));
  return { story, values };
}

describe('moving average', () => {
  it('costs what goes out at value / on hand', () => {
    const { story, values } = told('moving_average', 'R 10@2', 'R 30@3', 'U 12');
    expect(values).toEqual(['20.00', '90.00', '-33.00']);
    expect(story.now()).toBe('28 / 77.00');
  });

  it('takes all the value that is left with the last piece', () => {
    const { story, values } = told('moving_average', 'R 2@1.00', 'R 1@1.01', 'U 3');
    expect(values.at(-1)).toBe('-3.01');
    expect(story.now()).toBe('0 / 0.00');
  });

  it('loses no cent over many small usages', () => {
    const story = new Story('moving_average');
    story.add('R 2@4.63');
    story.add('R 5@3.04');
    const values = Array.from({ length: 70 }, () => story.add('U 0.1'));
    expect(values.filter((value) => value === '-0.3494')).toHaveLength(50);
    expect(values.filter((value) => value === '-0.3495')).toHaveLength(20);
    expect([values[0], values.at(-1)]).toEqual(['-0.3494', '-0.3494']);
    expect(story.now()).toBe('0 / 0.00');
  });

  it('averages free goods in', () => {
    const { story, values } = told('moving_average', 'R 12@10', 'R 1@0', 'U 1');
    expect(values.at(-1)).toBe('-9.2308');
    expect(story.now()).toBe('12 / 110.7692');
  });

  it('rounds each movement of one transaction after the one before', () => {
    expect(told('moving_average', 'R 3=10', 'U 1', 'U 1').values).toEqual(['10.00', '-3.3333', '-3.3334']);
  });
});

describe('first in, first out', () => {
  it('costs what goes out by the oldest layers', () => {
    const { story, values } = told('fifo', 'R 10@2', 'R 30@3', 'U 12');
    expect(values.at(-1)).toBe('-26.00');
    expect(story.now()).toBe('28 / 84.00');
  });

  it('shares a layer out without a rest', () => {
    const story = new Story('fifo');
    story.add('R 13=15');
    const values = Array.from({ length: 13 }, () => story.add('U 1'));
    expect(values.filter((value) => value === '-1.1538')).toHaveLength(7);
    expect(values.filter((value) => value === '-1.1539')).toHaveLength(6);
    expect(story.now()).toBe('0 / 0.00');
  });

  it('lets free goods leave for nothing', () => {
    const { story, values } = told('fifo', 'R 10@0', 'R 5@100', 'U 3', 'U 8');
    expect(values.slice(2)).toEqual(['0.00', '-100.00']);
    expect(story.now()).toBe('4 / 400.00');
  });

  it('costs an increase without a cost as its newest layer was received', () => {
    expect(told('fifo', 'R 3=10', 'U 1', 'A +1').values.at(-1)).toBe('3.3333');
    const { story, values } = told('fifo', 'R 10@5', 'R 10@10', 'A -1', 'A +2');
    expect(values.slice(2)).toEqual(['-5.00', '20.00']);
    expect(story.now()).toBe('21 / 165.00');
  });
});

describe('the past', () => {
  it('a reversal in it gives later usages other layers', () => {
    const story = new Story('fifo');
    story.add('R 10@10', { day: 1 });
    story.add('R 10@20', { day: 2, name: 'second' });
    story.add('U 10', { day: 3, name: 'first usage' });
    expect(story.add('U 5', { day: 4, name: 'usage' })).toBe('-100.00');
    story.reverse('first usage');
    expect(story.value('usage')).toBe('-50.00');
    expect([story.now(), story.asOf(3)]).toEqual(['15 / 250.00', '20 / 300.00']);
    story.reverse('second');
    expect(story.now()).toBe('5 / 50.00');
  });

  it('a price that was wrong is put right after the goods are gone', () => {
    const story = new Story('moving_average');
    story.add('R 10@1000', { day: 1, name: 'receipt' });
    expect(story.add('U 4', { day: 2, name: 'usage' })).toBe('-4000.00');
    story.add('R 10@10', { day: 1 });
    expect(story.now()).toBe('16 / 8080.00');
    story.reverse('receipt');
    expect([story.now(), story.value('usage'), story.asOf(2)]).toEqual(['6 / 60.00', '-40.00', '6 / 60.00']);
  });

  it.each([
    ['a corrected receipt keeps its place', (story: Story) => void story.correct('receipt', 'R 10@15')],
    [
      'a receipt of the same day takes the place of the reversed one',
      (story: Story) => {
        story.add('R 10@15', { day: 1 });
        story.reverse('receipt');
      },
    ],
  ])('%s', (_name, mend) => {
    const story = new Story('fifo');
    story.add('R 10@10', { day: 1, name: 'receipt' });
    story.add('R 10@12', { day: 3 });
    expect(story.add('U 14', { day: 4, name: 'usage' })).toBe('-148.00');
    mend(story);
    expect([story.value('usage'), story.now()]).toEqual(['-198.00', '6 / 72.00']);
  });

  it('goods whose usage is reversed come back at what they left with', () => {
    const story = new Story('moving_average');
    story.add('R 10@4', { day: 1 });
    expect(story.add('U 4', { day: 2, name: 'usage' })).toBe('-16.00');
    story.add('R 10@6', { day: 3 });
    expect(story.now()).toBe('16 / 84.00');
    story.reverse('usage');
    expect([story.now(), story.asOf(2)]).toEqual(['20 / 100.00', '10 / 40.00']);
  });

  it('an increase without a cost knows no receipt after it', () => {
    const story = new Story('moving_average');
    story.add('R 10@4', { day: 5 });
    expect(story.add('A +5', { day: 1, name: 'found' })).toBe('0.00');
    expect(story.now()).toBe('15 / 40.00');
    story.add('R 10@3', { day: -8 });
    story.add('U 10', { day: -6 });
    expect([story.value('found'), story.now()]).toEqual(['15.00', '15 / 55.00']);
  });

  it('a change of method keeps the value, and what was used before it', () => {
    const story = new Story('moving_average');
    for (const movement of ['R 10@2', 'R 30@3', 'U 12', 'M fifo']) story.add(movement);
    expect(story.now()).toBe('28 / 77.00');
    expect(story.add('U 8', { name: 'usage' })).toBe('-22.00');
    story.add('R 10@9', { day: -1 });
    expect(story.value('usage')).toBe('-32.00');
    expect(story.now()).toBe('30 / 120.00');
  });
});

describe('below zero', () => {
  it('is costed at the last receipt, and settled by what comes in', () => {
    const story = new Story('fifo');
    story.add('R 5@5');
    expect(story.add('U 10')).toBe('-50.00');
    expect(story.now()).toBe('-5 / -25.00');
    story.add('R 2@7', { name: 'first' });
    expect([story.value('first'), story.settled('first'), story.now()]).toEqual(['14.00', '-4.00', '-3 / -15.00']);
    story.add('R 10@7', { name: 'second' });
    expect([story.value('second'), story.settled('second'), story.now()]).toEqual(['70.00', '-6.00', '7 / 49.00']);
    expect(story.add('U 7')).toBe('-49.00');
    expect(story.now()).toBe('0 / 0.00');
  });

  it('settles nothing where the cost had been right', () => {
    const story = new Story('moving_average');
    story.add('R 10@1.46');
    expect(story.add('U 12')).toBe('-17.52');
    story.add('R 2@1.46', { name: 'rest' });
    expect([story.settled('rest'), story.now()]).toEqual(['0.00', '0 / 0.00']);
  });

  it('shows the settlement beside the receipt', () => {
    const story = new Story('moving_average');
    for (const movement of ['R 10@2', 'R 30@3']) story.add(movement);
    expect(story.add('U 45')).toBe('-125.00');
    story.add('R 3@4.00', { name: 'late' });
    expect([story.value('late'), story.settled('late')]).toEqual(['12.00', '-3.00']);
  });

  it('uses the exact unit cost of a receipt by total', () => {
    expect(told('moving_average', 'R 3=10', 'U 5').values.at(-1)).toBe('-16.6667');
  });

  it('a backdated receipt makes a settlement void', () => {
    const story = new Story('fifo');
    story.add('U 5', { day: 2 });
    story.add('R 5@3', { day: 3, name: 'late' });
    expect(story.settled('late')).toBe('-15.00');
    story.add('R 5@2', { day: 1 });
    expect([story.settled('late'), story.now()]).toEqual(['0.00', '5 / 15.00']);
  });

  it('an increase without a cost settles like a receipt at the last cost', () => {
    const story = new Story('moving_average');
    for (const movement of ['R 1@3', 'U 3']) story.add(movement);
    story.add('A +5', { name: 'found' });
    expect([story.value('found'), story.settled('found'), story.now()]).toEqual(['15.00', '0.00', '3 / 9.00']);
  });
});

describe('what comes back of a usage', () => {
  it('comes at the cost that it left with, to the last digit', () => {
    const story = new Story('moving_average');
    story.add('R 3=10');
    story.add('U 3', { name: 'usage' });
    expect(['B 1 of usage', 'B 1 of usage', 'B 1 of usage'].map((part) => story.add(part))).toEqual([
      '3.3333',
      '3.3334',
      '3.3333',
    ]);
    expect(story.now()).toBe('3 / 10.00');
  });

  it('follows the usage when the past changes', () => {
    const story = new Story('fifo');
    story.add('R 10@10', { day: 2 });
    story.add('U 4', { day: 3, name: 'usage' });
    story.add('B 2 of usage', { day: 4, name: 'back' });
    story.add('R 10@1', { day: 1 });
    expect([story.value('usage'), story.value('back'), story.now()]).toEqual(['-4.00', '2.00', '18 / 108.00']);
  });
});

describe('transfers', () => {
  it('move a share of the value and leave the whole as it is', () => {
    const { story, values } = told('fifo', 'R 10@15', 'R 10@25', 'T -4', 'T +4');
    expect(values.slice(2)).toEqual(['-80.00', '80.00']);
    expect(story.now()).toBe('20 / 400.00');
    expect(story.add('U 10')).toBe('-150.00');
  });
});

describe('a cost by price', () => {
  const one = { numerator: 1n, denominator: 1n };
  const cost = (quantity: string, price: string, rate = one, factor = one) =>
    costByPrice({ quantity: quantityUnits(quantity), price: decimalUnits(price, 8), rate, factor });

  it('is rounded once, after the rate', () => {
    expect(cost('1000000', '0.0033', { numerator: 92n, denominator: 100n }).value).toBe(30_360_000n);
    expect(cost('1452.5', '3.25', { numerator: 16_039n, denominator: 100n }).value).toBe(7_571_410_438n);
    expect(cost('1000', '0.00004').value).toBe(400n);
  });

  it('knows the exact price of a stock unit', () => {
    const { unitCost } = cost('1', '45.00', one, { numerator: 9n, denominator: 1n });
    expect((unitCost.numerator * 9_000n) / unitCost.denominator).toBe(450_000n);
  });
});

describe('a long history', () => {
  it('is folded from the checkpoint before a change, to what a fold of all of it gives', () => {
    const [grown, whole] = [new Story('fifo'), new Story('fifo')];
    const movements = Array.from({ length: 2_000 }, (_, day) =>
      day % 3 < 2 ? `R ${(day % 7) + 1}@${day % 11}` : 'U 3',
    );
    movements.forEach((movement, day) => grown.add(movement, { day, name: `${day}` }));
    for (const day of [1_999, 700, 3]) grown.add('R 5@2', { day: day + 0.5, name: `late ${day}` });
    grown.reverse('1200', '900');
    for (const [day, movement] of movements.entries()) {
      if (day !== 1_200 && day !== 900) whole.add(movement, { day, name: `${day}` });
      if ([1_999, 700, 3].includes(day)) whole.add('R 5@2', { day: day + 0.5, name: `late ${day}` });
    }
    expect(grown.values()).toEqual(whole.values());
    expect(grown.now()).toBe(whole.now());
  });
});

describe('a transfer out of several locations', () => {
  it('is worth nothing as a whole: each leg has what it adds to the share of those before it', () => {
    const story = new Story('moving_average');
    story.add('R 3=100.00', { day: 1 });
    const legs = ['T -1', 'T -1', 'T +2'].map((leg, ordinal) => story.add(leg, { day: 2 + ordinal / 10 }));
    expect(legs).toEqual(['-33.3333', '-33.3334', '66.6667']);
    expect(story.now()).toBe('3 / 100.00');
  });
});

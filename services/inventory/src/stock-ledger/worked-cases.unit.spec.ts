import { asWritten, played } from './scenario.fixture';

/** The worked cases of stock, as far as an item's own stream shows them. */
const CASES: readonly (readonly [name: string, script: string])[] = [
  [
    'S01 a reversal in the past gives later usages other layers',
    `FIFO
     a: R 10@10 d1
     b: R 10@20 d2
     u: U 10 d3 => -100.00
     v: U 5 d4 => -100.00
     now => 5 / 100.00
     r: rev u => 100.00
     value v => -50.00
     recorded v => -100.00
     now => 15 / 250.00
     asOf d3 => 20 / 300.00
     asOf d3 known v => 10 / 200.00
     value u => -100.00
     value r => 100.00
     s: rev b => -200.00
     now => 5 / 50.00
     rev a => LATER_MOMENT_NEGATIVE d4 5.000
     now => 5 / 50.00`,
  ],
  [
    'S02 a wrong price is put right by a second receipt and a reversal',
    `MA
     a: R 10@1000 d1
     u: U 4 d2 => -4000.00
     now => 6 / 6000.00
     rev a => LATER_MOMENT_NEGATIVE d2 4.000
     b: R 10@10 d1
     now => 16 / 8080.00
     rev a => -10000.00
     now => 6 / 60.00
     value u => -40.00
     recorded u => -4000.00
     asOf d2 known u => 6 / 6000.00
     asOf d2 known b => 16 / 8080.00
     asOf d2 => 6 / 60.00`,
  ],
  [
    'S02 the second receipt takes the place of the first under FIFO',
    `FIFO
     a: R 10@10 d1
     R 10@12 d3
     u: U 14 d4 => -148.00
     R 10@15 d1
     rev a
     value u => -198.00
     now => 6 / 72.00`,
  ],
  [
    'S02 a correction reaches the usages of a receipt, also of the same instant',
    `FIFO
     a: R 10@10 d1
     u: U 4 d1 => -40.00
     R 10@12 d3
     v: U 10 d4 => -108.00
     c: fix a @15 => 50.00
     value u => -60.00
     value v => -138.00
     now => 6 / 72.00
     asOf d1 known v => 6 / 60.00
     asOf d1 => 6 / 90.00
     value a => 100.00`,
  ],
  [
    'S02 where a usage shares the instant, only the correction can replace its receipt',
    `MA
     a: R 10@1000 d1
     u: U 4 d1
     R 10@10 d1
     rev a => INSUFFICIENT_STOCK d1 4.000
     fix a @10 => -9900.00
     value u => -40.00
     now => 16 / 160.00`,
  ],
  [
    'S03 a reversal before a count leaves the count as it was',
    `MA
     R 57@2 2026-05-03
     u: U 1 2026-06-28
     U 3 2026-08-13
     U 11 2026-09-14
     now => 42 / 84.00
     c: A -41 => -82.00
     now => 1 / 2.00
     rev u => 2.00
     now => 2 / 4.00
     value c => -82.00`,
  ],
  [
    'S04 a usage before an adjustment leaves the adjustment as it was',
    `MA
     R 7000@1 2026-03-01T09:00:00.000Z
     U 700 2026-03-01T10:00:00.000Z
     A -100 2026-03-01T11:00:00.000Z
     now => 6200 / 6200.00
     U 50 2026-03-01T10:30:00.000Z => -50.00
     now => 6150 / 6150.00`,
  ],
  [
    'S07 a return goes out by FIFO, whatever receipt it was meant for',
    `FIFO
     R 1@10
     R 1@20
     ret 1 => -10.00
     now => 1 / 20.00`,
  ],
  [
    'S07 a return goes out at the moving average',
    `MA
     R 10@100
     R 5@110
     ret 5 => -516.6667
     now => 10 / 1033.3333`,
  ],
  [
    'S07 a return after cheaper receipts never makes the value negative',
    `MA
     R 10@100
     R 100@10
     U 100 => -1818.1818
     ret 8 => -145.4546
     now => 2 / 36.3636`,
  ],
  [
    'S09 free goods count in the average',
    `MA
     R 12@10
     R 1@0
     now => 13 / 120.00
     U 1 => -9.2308
     now => 12 / 110.7692`,
  ],
  [
    'S09 free layers leave for nothing',
    `FIFO
     R 10@0
     R 5@100
     U 3 => 0.00
     U 8 => -100.00
     now => 4 / 400.00`,
  ],
  [
    'S09 a reversed usage comes back at what it left with',
    `MA
     R 10@4 d1
     u: U 4 d2 => -16.00
     R 10@6 d3
     now => 16 / 84.00
     rev u => 16.00
     now => 20 / 100.00
     asOf d2 => 10 / 40.00`,
  ],
  [
    'S11 below zero in parts under FIFO',
    `FIFO negative
     R 5@5
     U 10 => -50.00
     now => -5 / -25.00
     R 2@7 => 14.00 settle -4.00
     now => -3 / -15.00
     R 10@7 => 70.00 settle -6.00
     now => 7 / 49.00
     U 7 => -49.00
     now => 0 / 0.00`,
  ],
  [
    'S11 below zero and back at the same cost settles nothing',
    `MA negative
     R 10@1.46
     U 12 => -17.52
     R 2@1.46 => 2.92
     now => 0 / 0.00`,
  ],
  [
    'S11 a backdated receipt makes a settlement void, which stays as recorded',
    `FIFO negative
     U 5 d2 => 0.00
     b: R 5@3 d3 => 15.00 settle -15.00
     R 5@2 d1 => 10.00
     value b => 15.00
     now => 5 / 15.00`,
  ],
  [
    'S12 an increase without a cost knows no receipt after it',
    `MA
     R 10@4 d5
     f: A +5 d1 => 0.00
     now => 15 / 40.00
     R 10@3 2026-02-20
     U 10 2026-02-22
     value f => 15.00
     now => 15 / 55.00`,
  ],
  [
    'S12 the unit cost of a receipt by total is the exact fraction',
    `MA negative
     R 3=10
     U 5 => -16.6667`,
  ],
  [
    'S12 an increase without a cost is costed as the newest layer was received',
    `FIFO
     R 3=10
     U 1
     A +1 => 3.3333`,
  ],
  [
    'S12 whatever brought its own cost counts as a receipt',
    `MA
     A +5@3
     U 5
     A +1 => 3.00`,
  ],
  [
    'S13 locations share one cost, and moving is free',
    `FIFO
     R 10@15 at A d1
     R 10@25 at B d2
     now => 20 / 400.00
     T 4 A>B d3 => 80.00
     now => 20 / 400.00
     at B => 14
     U 10 at B d4 => -150.00`,
  ],
  [
    'S13 by moving average',
    `MA
     R 10@15 at A d1
     R 10@25 at B d2
     T 4 A>B d3
     U 10 at B d4 => -200.00`,
  ],
  [
    'S14 a unit that is a fraction of the stock unit',
    `MA piece=1/9
     R 1@45
     U 9 piece => -45.00
     now => 0 / 0.00
     R 1@45
     U 4.5 piece => -22.50
     now => 0.5 / 22.50
     U 1 piece => UNIT_NOT_EXACT`,
  ],
  [
    'S14 a unit that does not come out is refused',
    `MA lb=0.453592292
     R 100 lb@1 => UNIT_NOT_EXACT
     R 2138.484 lb@1 => UNIT_NOT_EXACT
     now => 0 / 0.00`,
  ],
  [
    'S14 a unit that is rounded to the nearest keeps its whole value, also when it is corrected',
    `MA lb=0.453592292=nearest
     a: R 100 lb@1 => 100.00
     now => 45.359 / 100.00
     R 2138.484 lb@1 => 2138.4840
     now => 1015.359 / 2238.4840
     b: fix a @2 => 100.00
     now => 1015.359 / 2338.4840
     fix b 200 => 200.00
     now => 1060.718 / 2538.4840`,
  ],
  [
    'S15 cheap parts keep their price',
    `MA
     R 1000@0.00004 => 0.04
     now => 1000 / 0.04`,
  ],
  [
    'S21 a frozen period stays as it is',
    `MA
     R 10@2 2026-03-10
     u: U 4 2026-03-20 => -8.00
     freeze 2026-03-31
     R 2@5 2026-03-31T21:59:59.999Z => PERIOD_FROZEN
     R 2@5 2026-03-31T22:00:00.000Z => 10.00
     now => 8 / 22.00
     R 1@2 2026-03-15 => PERIOD_FROZEN
     rev u => PERIOD_FROZEN
     fix u 3 => CONFLICT
     M FIFO 2026-03-15 => PERIOD_FROZEN
     back 1 of u 2026-03-25 => PERIOD_FROZEN
     ret 1 2026-03-25 => PERIOD_FROZEN
     U 1 2026-03-25 => PERIOD_FROZEN
     A -1 2026-03-25 => PERIOD_FROZEN
     T 1 A>B 2026-03-25 => PERIOD_FROZEN
     A +4@2 => 8.00
     now => 12 / 30.00
     asOf 2026-03-31T21:59:59.999Z => 6 / 12.00
     R 1@2 2026-03-15 by admin => 2.00
     unfreeze
     rev u`,
  ],
  [
    'S21 without a cost the correction is costed at the average of its day',
    `MA
     R 10@2 2026-03-10
     U 4 2026-03-20
     freeze 2026-03-31
     R 2@5 2026-04-01
     A +4 => 11.00
     now => 12 / 33.00`,
  ],
];

describe('the worked cases', () => {
  it.each(CASES)('%s', (_name, script) => expect(played(script)).toBe(asWritten(script)));
});

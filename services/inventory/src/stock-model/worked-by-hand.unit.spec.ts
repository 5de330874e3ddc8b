import { linesOf, told } from './told-case.fixture';

/** Each figure was computed by hand from the rules; `#` lines have the arithmetic. */
const CASES: readonly (readonly [name: string, script: string])[] = [
  [
    'units: three thirds are one, half of that leaves at half the value, and a thousandth of a third is no quantity',
    `MA third=1/3
     # 3 · 1/3 = 1, worth 3 · 5 = 15
     R 3 third@5 => 15.00
     # 1.5 · 1/3 = 0.5: 15 · 0.5 / 1
     U 1.5 third => -7.50
     # 0.001 / 3 = 0.000333…
     U 0.001 third => UNIT_NOT_EXACT
     now => 0.5 / 7.50`,
  ],
  [
    'units: a nearest unit rounds the quantity, while the value is that of the quantity entered',
    `MA lb=0.453592292=nearest
     # 5 · 0.453592292 = 2.26796146 → 2.268; 5 · 2.5 = 12.50
     R 5 lb@2.5 => 12.50
     # 12.5 / 2.268 = 5.51146…
     U 1 => -5.5115
     # 0.453592292 → 0.454; 6.9885 · 0.454 / 1.268 = 3.172779 / 1.268 = 2.502191…
     U 1 lb => -2.5022
     now => 0.814 / 4.4863`,
  ],
  [
    'units: half a thousandth is rounded away from zero',
    `FIFO mite=0.0005=nearest
     # 0.0005 → 0.001
     R 1 mite@7 => 7.00
     # 0.0015 → 0.002; 3 · 2
     R 3 mite@2 => 6.00
     now => 0.003 / 13.00
     # 0.0005 → 0.001: the first layer whole
     U 1 mite => -7.00
     now => 0.002 / 6.00`,
  ],
  [
    'units: a case of a dozen at a price for the case, and the unit cost of a piece is its twelfth',
    `FIFO case=12
     # 2 · 10 = 20, as 24 pieces
     R 2 case@10 => 20.00
     # newest layer: 10 / 12 a piece, 5 · 10 / 12 = 4.1666…
     A +5 => 4.1667
     now => 29 / 24.1667`,
  ],
  [
    'money: a price has eight places and is rounded once, by the movement',
    `MA
     # 7 · 0.00004999 = 0.00034993
     R 7@0.00004999 => 0.0003
     # 0.00005 is half: away from zero
     R 1@0.00005 => 0.0001
     # 3 · 0.00001666 = 0.00004998
     R 3@0.00001666 => 0.00
     # 1000 · 0.000045
     R 1000@0.000045 => 0.0450
     now => 1011 / 0.0454`,
  ],
  [
    'FIFO: parts of one layer are costed by what is left of it, and the last part takes the rest',
    `FIFO
     R 7=10 => 10.00
     # 10 · 3 / 7 = 4.28571…
     a: U 3 => -4.2857
     # 5.7143 · 3 / 4 = 4.285725
     U 3 => -4.2857
     # 10 − 4.2857 − 4.2857
     U 1 => -1.4286
     now => 0 / 0.00`,
  ],
  [
    'FIFO: a usage over two layers takes the first whole and a part of the second',
    `FIFO
     R 3=10
     R 4=9
     # 10 + 9 · 2 / 4 = 14.50
     U 5 => -14.50
     layers => 2 / 4.50
     # a rounded part: 4.5 · 0.7 / 2 = 1.575
     U 0.7 => -1.5750
     # (4.5 − 1.575) · 0.3 / 1.3 = 0.675
     U 0.3 => -0.6750
     now => 1 / 2.25`,
  ],
  [
    'an increase without a cost: FIFO takes the newest layer as received, also where a part of it has left',
    `FIFO
     R 4@1
     R 3=10
     # the first layer 4.00 and 1 of the second: 10 / 3 = 3.3333
     U 5 => -7.3333
     # 10 / 3; by what is left it would be 6.6667 / 2 = 3.33335
     A +1 => 3.3333
     now => 3 / 10.00`,
  ],
  [
    'an increase without a cost: moving average takes the value on hand, and the last receipt where nothing is',
    `MA
     R 3=10
     # 10 · 1 / 3
     A +1 => 3.3333
     # 13.3333 / 4 = 3.333325
     A +1 => 3.3333
     U 5 => -16.6666
     # the receipt's 10 / 3, not an increase's: 2 · 3.333…
     A +2 => 6.6667
     now => 2 / 6.6667`,
  ],
  [
    'an increase with a cost counts as the last receipt, one without does not',
    `FIFO
     R 2@3
     A +1@8 => 8.00
     U 3 => -14.00
     # nothing on hand: 8, of the adjustment
     A +2 => 16.00
     U 2 => -16.00
     A +1 => 8.00
     now => 1 / 8.00`,
  ],
  [
    'free goods: a cost of 0 is the cost of the last receipt as well',
    `MA
     R 4@6
     U 4 => -24.00
     R 1@0 => 0.00
     U 1 => 0.00
     A +3 => 0.00
     # 3 at 0 and 4 at 3: 12 · 2 / 7 = 3.42857…
     R 4@3
     U 2 => -3.4286
     now => 5 / 8.5714`,
  ],
  [
    'below zero before any receipt: what left at 0 is settled with what covers it',
    `FIFO negative
     U 4 => 0.00
     now => -4 / 0.00
     # own part 8, assumed 0 · 1 / 4
     R 1@8 => 8.00 settle -8.00
     now => -3 / 0.00
     # covers 3 of 5: own part 6, assumed 0; the other 2 are a layer of 4.00
     R 5@2 => 10.00 settle -6.00
     layers => 2 / 4.00
     now => 2 / 4.00`,
  ],
  [
    'below zero: a cheaper receipt settles upwards, in parts that are rounded, the last with all that is left',
    `MA negative
     R 7=10
     # 10.00 and 3 · 10 / 7 = 4.2857
     U 10 => -14.2857
     now => -3 / -4.2857
     # own 1.00; assumed 4.2857 · 1 / 3 = 1.428566… → 1.4286
     R 1@1 => 1.00 settle 0.4286
     # −4.2857 + 1.4286
     now => -2 / -2.8571
     # covers 2 of 3: own 2.00, assumed all of 2.8571
     R 3@1 => 3.00 settle 0.8571
     now => 1 / 1.00`,
  ],
  [
    'below zero: a receipt at the assumed cost settles nothing',
    `FIFO negative
     R 1@3
     U 2 => -6.00
     now => -1 / -3.00
     a: R 1@3 => 3.00
     settle a => 0.00
     now => 0 / 0.00`,
  ],
  [
    'below zero: an increase without a cost comes at the last receipt and covers like one',
    `MA negative
     R 2@5
     # 10 and 3 · 5
     U 5 => -25.00
     # own 2 · 5, assumed 15 · 2 / 3
     A +2 => 10.00
     now => -1 / -5.00
     # covers 1 of 3: own part 2.00, assumed 5.00; rest 2 / 4.00
     A +3@2 => 6.00 settle 3.00
     now => 2 / 4.00`,
  ],
  [
    'below zero at one location alone is no shortage of the item',
    `MA negative
     R 10@2 at A d1
     # 20 · 3 / 10
     U 3 at B d2 => -6.00
     stock B => -3
     now => 7 / 14.00
     a: R 3@9 at B d3 => 27.00
     settle a => 0.00
     now => 10 / 41.00`,
  ],
  [
    'a settlement that a backdated receipt makes void stays listed with 0',
    `MA negative
     U 2 d5 => 0.00
     a: R 2@4 d6 => 8.00 settle -8.00
     now => 0 / 0.00
     R 2@1 d4 => 2.00
     settle a => 0.00
     settled a => -8.00
     # 2 − 2 + 8
     now => 2 / 8.00`,
  ],
  [
    'a usage made negative by a reversal is costed by the receipt that is left before it',
    `FIFO negative
     R 4@2 d1
     a: R 6@5 d2
     # 8 + 2 · 5
     u: U 6 d3 => -18.00
     rev a => -30.00
     # 8 + 2 · 2
     value u => -12.00
     recorded u => -18.00
     now => -2 / -4.00`,
  ],
  [
    'a backdated receipt restates through a change to FIFO',
    `MA
     R 10@2 d1
     R 10@4 d2
     M FIFO d4
     # one layer of 20 / 60
     u: U 5 d5 => -15.00
     # at d4: 40 / 60, so 5 · 1.50
     R 20@0 d3 => 0.00
     value u => -7.50
     recorded u => -15.00
     now => 35 / 52.50`,
  ],
  [
    'a change to moving average sums the layers, and back to FIFO makes one layer of them',
    `FIFO
     R 3=10 d1
     R 2@8 d2
     # 10 · 1 / 3
     U 1 d3 => -3.3333
     M MA d4
     # 22.6667 / 4 = 5.666675
     U 1 d5 => -5.6667
     M FIFO d6
     layers => 3 / 17.00
     U 2 d7 => -11.3333
     now => 1 / 5.6667`,
  ],
  [
    'a change of method recorded later counts at its place: the usage between is costed anew',
    `MA
     R 10@2 d1
     R 10@4 d2
     # 60 · 10 / 20
     u: U 10 d5 => -30.00
     M FIFO d1
     # from the beginning layers: 10 · 2
     value u => -20.00
     now => 10 / 40.00
     asOf d5 known u => 10 / 30.00`,
  ],
  [
    'FIFO: the newest layer after a change of method is that of all on hand',
    `MA
     R 1@2 d1
     R 3@4 d2
     M FIFO d3
     # 14 / 4 = 3.50; the last receipt was 4.00
     A +2 d4 => 7.00
     now => 6 / 21.00`,
  ],
  [
    'a correction of the quantity after the goods were used',
    `FIFO
     a: R 4@5 d1
     R 4@6 d2
     # 20 + 2 · 6
     u: U 6 d3 => -32.00
     # −20 + 15
     b: fix a 3 => -5.00
     # 15 + 3 · 6
     value u => -33.00
     now => 1 / 6.00
     # 1 + 4 < 6
     fix b 1 => LATER_MOMENT_NEGATIVE d3 1.000
     fix a 3 => ALREADY_REVERSED
     rev a => ALREADY_REVERSED
     rev b.0 => NOT_REVERSIBLE
     fix u 1 => CONFLICT`,
  ],
  [
    'a correction of a correction keeps the first place, before a receipt of the same instant',
    `FIFO
     a: R 2@1 d1
     R 2@5 d1
     u: U 2 d1 => -2.00
     b: fix a @3 => 4.00
     value u => -6.00
     c: fix b =7 => 1.00
     value u => -7.00
     now => 2 / 10.00
     asOf d1 known b => 2 / 10.00`,
  ],
  [
    'a corrected total cost reaches a usage and what was taken back of it',
    `MA
     a: R 3@1 d1
     u: U 3 d2 => -3.00
     back: back 1 of u d3 => 1.00
     fix a =10 => 7.00
     value u => -10.00
     # 10 · 1 / 3
     value back => 3.3333
     now => 1 / 3.3333`,
  ],
  [
    'a part taken back comes in at what it left with, whatever was received since, and at most all of it',
    `MA
     R 4=10 d1
     u: U 4 d2 => -10.00
     R 1@100 d3
     # 10 · 1 / 4
     back 1 of u d4 => 2.50
     # the other 3 left with 7.50
     back 3 of u d5 => 7.50
     back 0.001 of u d6 => CONFLICT
     now => 5 / 110.00`,
  ],
  [
    'a part taken back obeys later moments when it is reversed, and a usage of which a part came back is not',
    `MA
     R 4@2 d1
     u: U 4 d2
     b: back 3 of u d3 => 6.00
     v: U 2 d4 => -4.00
     rev b => LATER_MOMENT_NEGATIVE d4 2.000
     rev u => CONFLICT
     rev v => 4.00
     rev b => -6.00
     rev u => 8.00
     now => 4 / 8.00`,
  ],
  [
    'FIFO: what is taken back is a layer of its own time',
    `FIFO
     R 2@1 d1
     R 2@9 d2
     u: U 3 d3 => -11.00
     # 11 · 1 / 3
     back 1 of u d4 => 3.6667
     layers => 1 / 9.00, 1 / 3.6667
     U 1 d5 => -9.00
     now => 1 / 3.6667`,
  ],
  [
    'a taken-back part covers a shortage like a receipt',
    `FIFO negative
     R 2@4 d1
     u: U 2 d2 => -8.00
     U 3 d3 => -12.00
     # own 4 · 2, assumed 12 · 2 / 3
     back 2 of u d4 => 8.00
     now => -1 / -4.00`,
  ],
  [
    'a usage without a lot takes of each at most its smallest balance from its moment on',
    `MA lots
     R 5@1 lot L1 exp 2026-03-20 d1
     R 5@1 lot L2 exp 2026-03-25 d1
     U 4 lot L1 d10
     u: U 3 d5
     lots u => L1 -1, L2 -2
     # L1 keeps 4 for d10; of L2 3 are left
     U 4 d5 => LATER_MOMENT_NEGATIVE d10 1.000
     now => 3 / 3.00`,
  ],
  [
    'a usage without a lot is refused where each lot is needed later, though no total is short',
    `MA lots
     R 5@1 lot L1 exp 2026-03-20 d1
     R 5@1 lot L2 exp 2026-03-25 d4
     U 5 lot L1 d5
     # total after it: d2 0, d4 5, d5 0
     U 5 d2 => LATER_MOMENT_NEGATIVE d5 5.000`,
  ],
  [
    'lots go by expiry, those without one last and among them the first received first',
    `MA lots
     R 1@1 lot L1 d2
     R 1@1 lot L2 d1
     R 1@1 lot L3 exp 2026-12-31 d3
     clock d4
     u: U 3 d4
     lots u => L3 -1, L2 -1, L1 -1
     now => 0 / 0.00`,
  ],
  [
    'lots: the expiry as of the moment orders them',
    `MA lots
     clock d9
     R 5@1 lot L1 exp 2026-03-20 d1
     R 5@1 lot L2 exp 2026-03-25 d1
     exp L1 2026-03-30 d5
     a: U 1 d4
     b: U 1 d5
     lots a => L1 -1
     lots b => L2 -1`,
  ],
  [
    'a lot is usable through the end of its day, also of the day on which clocks go forward',
    `MA lots
     clock 2026-03-30T12:00:00.000Z
     R 5@1 lot L1 exp 2026-03-28 d1
     R 5@1 lot L2 exp 2026-03-29 d1
     # CET ends the 28th at 23:00Z
     U 1 lot L1 2026-03-28T22:59:59.999Z => -1.00
     U 1 lot L1 2026-03-28T23:00:00.000Z => LOT_NOT_AVAILABLE
     # CEST ends the 29th at 22:00Z
     U 1 lot L2 2026-03-29T21:59:59.999Z => -1.00
     U 1 lot L2 2026-03-29T22:00:00.000Z => LOT_NOT_AVAILABLE
     available 2026-03-28T22:59:59.999Z => 9
     available 2026-03-28T23:00:00.000Z => 5
     available 2026-03-29T22:00:00.000Z => 0
     now => 8 / 8.00`,
  ],
  [
    'a lot is usable through the end of its day, also of the day on which clocks go back',
    `MA lots zone=Europe/Paris
     clock 2026-10-30T12:00:00.000Z
     R 2@1 lot L1 exp 2026-10-25 d1
     # 25 October has 25 hours: 22:00Z of the 24th to 23:00Z of the 25th
     U 1 lot L1 2026-10-25T22:59:59.999Z => -1.00
     U 1 lot L1 2026-10-25T23:00:00.000Z => LOT_NOT_AVAILABLE`,
  ],
  [
    'the default expiry is the effective date in the zone, and the shelf life',
    `MA lots shelf=4
     clock d31
     # 00:30 on the 27th in Paris: the 31st
     R 2@1 lot L1 2026-03-26T23:30:00.000Z
     available 2026-03-30T22:00:00.000Z => 2
     available 2026-03-31T21:59:59.999Z => 2
     available 2026-03-31T22:00:00.000Z => 0
     R 1@1 lot L1 d31 => 1.00
     R 1@1 lot L1 exp 2026-04-04 d31 => LOT_DIFFERS
     R 1@1 lot L1 exp 2026-03-31 d31 => 1.00`,
  ],
  [
    'an expired lot is not used, and leaves when it is named for another reason',
    `MA lots
     clock d20
     R 10@3 lot L1 exp 2026-03-10 d1
     U 1 lot L1 => LOT_NOT_AVAILABLE
     U 1 => INSUFFICIENT_AVAILABLE
     A -1 => LOT_REQUIRED
     T 1 A>B => LOT_REQUIRED
     A -4 lot L1 => -12.00
     T 2 A>B lot L1 => 6.00
     ret 3 lot L1 => -9.00
     now => 3 / 9.00
     stock B => 2`,
  ],
  [
    'a late record of a lot that expired since is true, and one of a lot that was still held then is not',
    `MA lots
     clock d20
     R 10@3 lot L1 exp 2026-03-10 d1
     hold L1 d3
     free L1 d6
     U 3 lot L1 d9 => -9.00
     U 1 lot L1 d4 => LOT_NOT_AVAILABLE
     U 1 lot L1 d6 => -3.00
     now => 6 / 18.00`,
  ],
  [
    'a reservation of the item and one of a location: both have to be left',
    `MA
     clock d10
     R 5@1 at A d1
     R 5@1 at B d1
     r: res 8 until d20
     # item 10 − 8 = 2
     U 3 at A => INSUFFICIENT_AVAILABLE
     res 3 at B until d20 => INSUFFICIENT_AVAILABLE
     U 2 at A => -2.00
     rel r
     s: res 3 at A until d20
     # item 8 − 3 = 5, but A 3 − 3 = 0
     U 1 at A => INSUFFICIENT_AVAILABLE
     U 5 at B => -5.00
     available => 0
     reserved A => 3`,
  ],
  [
    'a reservation of a location holds what lies within it',
    `MA
     clock d10
     R 5@1 at A1 d1
     r: res 4 at A until d20
     # A 5 − 4 = 1
     U 2 at A1 => INSUFFICIENT_AVAILABLE
     available A1 => 5
     available A => 1
     U 1 at A1 => -1.00
     U 2 at A1 by r => -2.00
     reserved A => 2
     available A => 0`,
  ],
  [
    'a reservation holds until its expiry, exclusive',
    `MA
     clock d10
     R 5@1 d1
     res 5 until d12
     available d11 => 0
     available 2026-03-12T08:59:59.999Z => 0
     available d12 => 5
     clock d12
     U 5 => -5.00`,
  ],
  [
    'a usage recorded late leaves what is reserved now',
    `MA
     clock d10
     R 10@1 d1
     res 8 until d20
     # available on d5 10, now 2
     U 3 d5 => INSUFFICIENT_AVAILABLE
     U 2 d5 => -2.00
     A -1 => -1.00
     available => -1
     U 1 d5 => INSUFFICIENT_AVAILABLE`,
  ],
  [
    'a usage takes what is left of its reservation, and the rest of what is available',
    `MA
     clock d10
     R 10@1 d1
     r: res 6 until d20
     res 3 until d20
     # 6 of it, and 2 of 1
     U 8 by r => INSUFFICIENT_AVAILABLE
     u: U 7 by r => -7.00
     reserved => 3
     available => 0
     rev u => 7.00
     reserved => 9
     available => 1`,
  ],
  [
    'a reversed usage gives nothing back to a reservation that was released',
    `MA
     clock d10
     R 10@1 d1
     r: res 6 until d20
     u: U 4 by r => -4.00
     reserved => 2
     rel r
     rev u => 4.00
     reserved => 0
     available => 10
     rel r => CONFLICT`,
  ],
  [
    'as known between an original and its reversal, and between two corrections',
    `MA
     a: R 10@1 d1
     u: U 4 d2
     v: rev u => 4.00
     b: fix a @3 => 20.00
     asOf d2 known a => 10 / 10.00
     asOf d2 known u => 6 / 6.00
     asOf d2 known v => 10 / 10.00
     asOf d2 known b => 10 / 30.00
     asOf 2026-03-01T08:59:59.999Z => 0 / 0.00
     value u => -4.00
     value v => 4.00`,
  ],
  [
    'the moment named is the first at which the balance is below zero',
    `MA
     R 10@1 d1
     U 6 d5
     R 1@1 d6
     U 5 d9
     # d5: 10 − 4 − 6 = 0; d6 1; d9 −4
     A -4 d2 => LATER_MOMENT_NEGATIVE d9 4.000
     A -5 d2 => LATER_MOMENT_NEGATIVE d5 1.000
     # on d3 10
     A -12 d3 => INSUFFICIENT_STOCK d3 2.000`,
  ],
  [
    'within one instant movements count in the order of recording',
    `FIFO
     a: R 4@1 d1
     u: U 4 d1 => -4.00
     R 4@2 d1
     rev a => INSUFFICIENT_STOCK d1 4.000
     v: U 4 d1 => -8.00
     rev v => 8.00
     now => 4 / 8.00`,
  ],
  [
    'the end of a frozen period is that of its day in the zone, also where clocks change',
    `MA
     a: R 9@2 2026-03-29T20:00:00.000Z
     u: U 1 2026-03-29T21:00:00.000Z
     freeze 2026-03-29
     U 1 2026-03-29T21:59:59.999Z => PERIOD_FROZEN
     U 1 2026-03-29T22:00:00.000Z => -2.00
     rev u => PERIOD_FROZEN
     fix a @3 => PERIOD_FROZEN
     M FIFO 2026-03-29T12:00:00.000Z => PERIOD_FROZEN
     back 1 of u d29 => PERIOD_FROZEN
     back 1 of u d30 => 2.00
     freeze off
     rev a => LATER_MOMENT_NEGATIVE 2026-03-29T21:00:00.000Z 1.000`,
  ],
  [
    'five seconds ahead are accepted, and what names no time comes after them',
    `MA
     clock 2026-03-20T09:00:00.000Z
     R 1@1 2026-03-20T09:00:05.010Z => 1.00
     R 1@1 2026-03-20T09:00:05.021Z => EFFECTIVE_IN_FUTURE
     u: U 1 => -1.00
     asOf 2026-03-20T09:00:05.009Z => 0 / 0.00
     asOf 2026-03-20T09:00:05.010Z => 0 / 0.00`,
  ],
  [
    'a transfer moves quantity and no value; both legs are undone together',
    `FIFO
     R 2@1 at A d1
     R 2@9 at A d2
     # 20 · 1 / 4
     t: T 1 A>B d3 => 5.00
     now => 4 / 20.00
     stock B => 1
     U 1 at B d4 => -1.00
     rev t => LATER_MOMENT_NEGATIVE d4 1.000
     T 1 A>A d5 => SAME_LOCATION
     T 4 A>B d5 => INSUFFICIENT_STOCK d5 1.000
     now => 3 / 19.00`,
  ],
  [
    'an increase without a cost is restated with the receipt before it',
    `MA
     a: R 2@4 d1
     U 2 d2
     b: A +5 d3 => 20.00
     fix a @6 => 4.00
     value b => 30.00
     recorded b => 20.00
     now => 5 / 30.00`,
  ],
  [
    'below zero: a lot-tracked usage without a lot is refused for what no lot has',
    `MA lots negative
     clock d10
     R 3@1 lot L1 d1
     U 4 => LOT_REQUIRED
     U 4 lot L1 => -4.00
     now => -1 / -1.00
     U 1 lot L2 => -1.00
     now => -2 / -2.00`,
  ],
];

describe('stock, worked by hand', () => {
  it.each(CASES)('%s', async (_, script) => {
    const lines = linesOf(script).filter((line) => !line.startsWith('#'));
    expect(await told(lines.join('\n'))).toBe(lines.join('\n'));
  });
});

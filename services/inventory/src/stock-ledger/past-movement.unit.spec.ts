import { GIVEN, given } from '#libs/testing/given-when-then';
import { standingTransaction, type PastFacts } from './past-movement';
import { reverseMovement } from './reverse-movement';
import { asWritten, played } from './scenario.fixture';
import { settleIdOf } from './settle-id';
import { facts, historyOf, ITEM, received, SHELF } from './stock-ledger.fixture';
import { stockLedger } from './stock-ledger';
import { takeBackStock } from './take-back-stock';
import { useStock } from './use-stock';

const expectPlayed = (script: string) => expect(played(script)).toBe(asWritten(script));

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('a reversal', () => {
  it('undoes a movement once, and is not undone itself', () =>
    expectPlayed(
      `MA
       R 10@2
       u: U 4
       r: rev u => 8.00
       rev u => ALREADY_REVERSED
       rev r => NOT_REVERSIBLE
       now => 10 / 20.00`,
    ));

  it('of a settle row is refused: it follows from its movement', () => {
    const receipt = received('5.000', '2026-03-01T09:00:00.000Z');
    const facts = { history: historyOf([receipt]) } as PastFacts;
    const [movement] = receipt.data.movements;
    const id = movement?.movementId ?? '';
    expect(standingTransaction(facts, id).transactionId).toBe(receipt.data.transactionId);
    expect(caught(() => standingTransaction(facts, settleIdOf(id)))).toMatchObject({ code: 'NOT_REVERSIBLE' });
  });

  it('undoes both legs of a transfer', () =>
    expectPlayed(
      `MA
       R 10@2 at A
       t: T 4 A>B => 8.00
       at B => 4
       rev t => 8.00
       at B => 0
       at A => 10
       now => 10 / 20.00`,
    ));

  it('is refused where a leg was used since', () =>
    expectPlayed(
      `MA
       R 10@2 at A d1
       t: T 4 A>B d2
       U 3 at B d4
       rev t => LATER_MOMENT_NEGATIVE d4 3.000
       at B => 1`,
    ));

  it('of a receipt whose stock was adjusted away is refused, unless stock may go below zero', () => {
    expectPlayed(
      `MA
       a: R 10@2 d1
       A -10 d2
       rev a => LATER_MOMENT_NEGATIVE d2 10.000`,
    );
    expectPlayed(
      `MA negative
       a: R 10@2 d1
       A -10 d2
       rev a => -20.00
       now => -10 / 0.00`,
    );
  });

  it('makes room for what only the reversed movement stood in the way of', () =>
    expectPlayed(
      `MA
       R 10@2 d1
       u: U 10 d5
       U 10 d3 => LATER_MOMENT_NEGATIVE d5 10.000
       rev u
       U 10 d3 => -20.00
       now => 0 / 0.00`,
    ));

  it('reaches through a change of method', () =>
    expectPlayed(
      `MA
       R 10@2
       R 30@3
       u: U 12 => -33.00
       M FIFO => done
       v: U 8 => -22.00
       rev u => 33.00
       value v => -22.00
       now => 32 / 88.00`,
    ));
});

describe('a correction', () => {
  it('of the quantity is tested as a whole against later moments', () =>
    expectPlayed(
      `MA
       a: R 10@2 d1
       U 8 d2
       fix a 7 => LATER_MOMENT_NEGATIVE d2 1.000
       fix a 8 => -4.00
       now => 0 / 0.00`,
    ));

  it('of the quantity keeps a total that was paid, and a price', () => {
    expectPlayed(
      `MA
       a: R 3=10
       fix a 4 => 0.00
       now => 4 / 10.00`,
    );
    expectPlayed(
      `MA
       a: R 3@2
       fix a 4 => 2.00
       now => 4 / 8.00`,
    );
  });

  it('can be corrected again, and the first receipt is past correction', () =>
    expectPlayed(
      `FIFO
       a: R 10@10 d1
       R 10@12 d1
       u: U 12 d2 => -124.00
       b: fix a @11 => 10.00
       fix a @12 => ALREADY_REVERSED
       c: fix b =130 => 20.00
       value u => -154.00
       now => 8 / 96.00`,
    ));

  it('that is reversed leaves no receipt', () =>
    expectPlayed(
      `MA
       a: R 10@10
       b: fix a @11
       rev a => ALREADY_REVERSED
       rev b => -110.00
       now => 0 / 0.00`,
    ));

  it('is of receipts only', () =>
    expectPlayed(
      `MA
       R 10@2
       u: U 1
       f: A +1@5
       fix u 2 => CONFLICT
       fix f @4 => CONFLICT`,
    ));

  it('has a rate to correct only where the receipt has one', () =>
    expectPlayed(
      `MA
       a: R 10@2
       fix a rate 2 => CONFLICT`,
    ));

  it('settles what its receipt had covered', () =>
    expectPlayed(
      `MA negative
       R 5@2
       U 8 => -16.00
       a: R 5@3 => 15.00 settle -3.00
       now => 2 / 6.00
       fix a @2
       now => 2 / 4.00`,
    ));
});

describe('a take-back', () => {
  it('comes in at what this part left with, to the last digit', () =>
    expectPlayed(
      `MA
       R 3=10
       u: U 3 => -10.00
       back 1 of u => 3.3333
       back 1 of u => 3.3334
       back 1 of u => 3.3333
       back 0.001 of u => CONFLICT
       now => 3 / 10.00`,
    ));

  it('follows its usage when the past changes', () =>
    expectPlayed(
      `FIFO
       R 10@10 d2
       u: U 4 d3
       b: back 2 of u d4 => 20.00
       R 10@1 d1
       value b => 2.00
       now => 18 / 108.00`,
    ));

  it('leaves more to take back when it is reversed, and its usage can be reversed then', () =>
    expectPlayed(
      `MA
       R 10@2
       u: U 4
       b: back 3 of u
       rev u => CONFLICT
       back 2 of u => CONFLICT
       rev b => -6.00
       back 4 of u => 8.00
       now => 10 / 20.00`,
    ));

  it('is of a usage that stands, from its time on', () =>
    expectPlayed(
      `MA
       a: R 10@2 d1
       u: U 4 d3
       b: back 1 of u d4
       back 1 of a => CONFLICT
       back 1 of b => CONFLICT
       back 1 of u d2 => VALIDATION_FAILED /effectiveAt
       rev b
       rev u
       back 1 of u => ALREADY_REVERSED`,
    ));
});

it('a usage that is issued to an employee names them, as what comes back and a reversal do', () => {
  const employeeId = GIVEN.newId('ada');
  const stock = received('10.000', '2026-01-01T09:00:00.000Z');
  const command = { itemId: ITEM, locationId: SHELF, quantity: '2.000', employeeId };
  const issued = given(stockLedger, stock).when(useStock, command, { facts: facts() });
  issued.thenMatching({ type: 'StockUsed', data: { employeeId } });
  const history = historyOf([stock, ...issued.events()]);
  const past = given(stockLedger, stock, ...issued.events());
  const [usedMovementId = ''] = [...history.ofMovement.keys()].slice(1);
  const known = { facts: { ...facts(), history }, newId: (name: string) => GIVEN.newId(`again/${name}`) };
  past
    .when(takeBackStock, { usedMovementId, quantity: '1.000' }, known)
    .thenMatching({ type: 'StockTakenBack', data: { employeeId } });
  past
    .when(reverseMovement, { movementId: usedMovementId }, known)
    .thenMatching({ type: 'StockReversed', data: { employeeId } });
});

describe('a change of method', () => {
  it('keeps the value, and is restated through by what is recorded before it', () =>
    expectPlayed(
      `MA
       R 10@2 d1
       R 30@3 d1
       U 12 d1 => -33.00
       M FIFO d2 => done
       u: U 8 d3 => -22.00
       M FIFO => nothing
       R 10@9 2026-02-20
       value u => -32.00
       now => 30 / 120.00`,
    ));

  it('in the past restates what came after', () =>
    expectPlayed(
      `MA
       R 10@10 d1
       R 10@20 d2
       u: U 5 d4 => -75.00
       M FIFO 2026-02-28 => done
       value u => -50.00
       now => 15 / 250.00`,
    ));
});

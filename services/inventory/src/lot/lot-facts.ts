import { DomainError } from '#contracts/errors';
import type { Lot } from '../stock-ledger/lots';
import type { StockHistory, StockLedger } from '../stock-ledger/stock-ledger';

/** The facts of a decision about a lot. */
export interface LotFacts {
  readonly itemId: string;
  /** Of the lot that the command names. */
  readonly lotNumber: string;
  /** The whole history, for a moment that the ledger does not reach. */
  readonly history?: StockHistory;
}

/** The named lot of the item. */
export function lotNamed({ lotNumber, history }: LotFacts, ledger: StockLedger): Lot {
  const lot = (history ?? ledger).lots.get(lotNumber);
  if (!lot) throw new DomainError('NOT_FOUND', 'There is no such lot');
  return lot;
}

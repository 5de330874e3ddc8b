import type { CommandContext } from '#libs/identity';
import { foundFolded, type FactsGiven, type ServiceParts } from '#libs/runtime';
import type { LotFacts } from './lot-facts';
import { LotRow } from '../stock-ledger/lot.entity';
import { lotProjection } from '../stock-ledger/lot.projection';
import { stockHistory, type StockLedger } from '../stock-ledger/stock-ledger';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The item and number of a lot, which never change; the item's stream decides. @throws DomainError as `foundFolded` */
export function lotWithId(
  lotId: string,
  { context: { tenantId }, parts }: Given,
): Promise<Pick<LotRow, 'itemId' | 'lotNumber'>> {
  const find = () => parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(LotRow, { tenantId, lotId }));
  return foundFolded({ of: lotProjection, noun: 'lot', find }, parts);
}

/** The facts of a decision about the lot that a command names. */
export async function lotFactsOf(
  { lotId, effectiveAt }: { readonly lotId: string; readonly effectiveAt?: string },
  given: FactsGiven<StockLedger>,
): Promise<LotFacts> {
  const { context, lookup, state: ledger } = given;
  const { itemId, lotNumber } = await lotWithId(lotId, given);
  const isReached = effectiveAt === undefined || Date.parse(effectiveAt) >= ledger.heldSince;
  if (isReached) return { itemId, lotNumber };
  const { state: history } = await lookup.state(stockHistory, context.tenantId, itemId);
  return { itemId, lotNumber, history };
}

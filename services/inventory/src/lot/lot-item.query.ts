import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { FactsGiven, ServiceParts } from '#libs/runtime';
import type { LotFacts } from './lot-facts';
import { LotRow } from '../stock-ledger/lot.entity';
import { lotProjection } from '../stock-ledger/lot.projection';
import { stockHistory, type StockLedger } from '../stock-ledger/stock-ledger';

/** How long a command waits for the lots that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/**
 * The item and number of a lot; the item's stream decides about it. A row that is there is enough, since neither ever
 * changes; one that is missing may not have been folded yet.
 *
 * @throws DomainError `NOT_FOUND`; `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function lotWithId(lotId: string, given: Given): Promise<Pick<LotRow, 'itemId' | 'lotNumber'>> {
  const known = await findLot(lotId, given);
  if (known) return known;
  const { log, progress } = given.parts;
  if (!(await progress.waitFor([lotProjection.name], await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'Lots cannot be read yet; try again in a moment');
  }
  const found = await findLot(lotId, given);
  if (!found) throw new DomainError('NOT_FOUND', 'There is no such lot');
  return found;
}

function findLot(lotId: string, { context: { tenantId }, parts }: Given): Promise<LotRow | null> {
  return parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(LotRow, { tenantId, lotId }));
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

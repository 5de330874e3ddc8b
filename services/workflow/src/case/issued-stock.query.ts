import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { IssuedStockRow } from './issued-stock.entity';
import { leftByItem } from './issued-stock';

/** What an employee still has of each item, in the stock unit. */
export async function equipmentOf(
  rows: EntityManager,
  { tenantId, employeeId }: { readonly tenantId: string; readonly employeeId: string },
): Promise<ReadonlyMap<string, string>> {
  const issued = await rows.findBy(IssuedStockRow, { tenantId, employeeId });
  if (issued.length === 0) return new Map();
  const ids = issued.map(({ movementId }) => movementId);
  const back = await rows.findBy(IssuedStockRow, { tenantId, takesBack: In(ids) });
  return leftByItem(issued, back);
}

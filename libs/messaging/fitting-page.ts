import type { Contract } from '#contracts/declare/contract';
import type { ListRequest, Page } from '#contracts/declare/list-request';
import type { Reply } from './bus';

/**
 * The request to make instead of one whose page is larger than a reply may be: the same with a smaller limit, so that
 * the list itself makes the cursor of the shorter page. Undefined for a request that is no list, and for a single row.
 */
export function shorterPage<Request extends object>(
  contract: Contract,
  request: Request,
  { answer }: Reply<unknown>,
  { bytes, maxBytes }: { readonly bytes: number; readonly maxBytes: number },
): (Request & Pick<ListRequest, 'limit'>) | undefined {
  if (!contract.list) return undefined;
  const rows = (answer as Page<unknown>).items.length;
  if (rows < 2) return undefined;
  // A tenth is left for rows that differ. Each request has fewer rows, so this ends.
  const limit = Math.max(1, Math.min(rows - 1, Math.floor((rows * maxBytes * 0.9) / bytes)));
  return { ...request, limit };
}

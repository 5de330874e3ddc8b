import type { AdjustStock } from '#contracts/inventory/adjust-stock';
import type { PostingOutcome } from '#contracts/inventory/posting-outcome';
import type { ReceiveStock } from '#contracts/inventory/receive-stock';
import type { TransferStock } from '#contracts/inventory/transfer-stock';
import type { UseStock } from '#contracts/inventory/use-stock';
import type { Given } from '#libs/event-sourcing';
import type { CountStock } from '../count/count-stock';
import type { PostedFor } from '../stock-ledger/stock-facts';

/** The command on one item that a line of a process stands for. */
export type StockCommand =
  | { readonly kind: 'receipt'; readonly command: ReceiveStock }
  | { readonly kind: 'usage'; readonly command: UseStock }
  | { readonly kind: 'transfer'; readonly command: TransferStock }
  | { readonly kind: 'adjustment'; readonly command: AdjustStock }
  | { readonly kind: 'count'; readonly command: CountStock };

/** A line to be posted to its item. */
export interface Posting {
  /** Its number in the process's list, from 1. */
  readonly line: number;
  /** The id of its command, the same at every attempt: so it is posted once, however many there are. */
  readonly postingId: string;
  readonly stock: StockCommand;
  readonly posted: PostedFor;
  /** Recorded by somebody who may record in a frozen period: the service posts it for them. */
  readonly bypassesFreeze: boolean;
}

/** The service as it posts a line: what the person might do beyond the decision's own rules was judged before. */
export function actorFor({ bypassesFreeze }: Posting, actor: Given['actor']): Given['actor'] {
  return {
    ...actor,
    may: (permission) => (permission === 'inventory.freeze.bypass' ? bypassesFreeze : actor.may(permission)),
  };
}

/** The outcomes of a part of a process. */
export interface PostingOutcomes {
  /** Of an order, the receipt; else the source's own id. */
  readonly partId: string;
  readonly outcomes: readonly PostingOutcome[];
}

/** The lines of each item, in their order. */
export function byItem(postings: readonly Posting[]): readonly (readonly Posting[])[] {
  const items = new Map<string, Posting[]>();
  for (const posting of postings) {
    const { itemId } = posting.stock.command;
    const lines = items.get(itemId);
    if (lines) lines.push(posting);
    else items.set(itemId, [posting]);
  }
  return [...items.values()];
}

import type { Contract } from '#contracts/declare/contract';
import { csvColumns } from '#contracts/values/csv';
import { MAX_WHOLE_PAGE_BYTES, type ListRequest, type Page } from '#contracts/declare/list-request';
import type { Reply } from './bus';

type Row = Readonly<Record<string, unknown>>;

/** The answer to a list that the gateway gives whole: see `ListRequest.whole`. */
export interface WholePages {
  readonly maxBytes: number;
  /** A page whose rows hold only the columns of a table; an audit entry with all its changes could exceed the page. */
  trimmed(reply: Reply<unknown>): Reply<unknown>;
}

/** How the reply to this request is made smaller and bounded; undefined when the request is not for a whole list. */
export function wholePages(contract: Contract, request: object): WholePages | undefined {
  if (!contract.list || (request as ListRequest).whole !== true) return undefined;
  const columns = csvColumns(contract);
  const rowOf = (row: Row) => Object.fromEntries(columns.map((name) => [name, row[name]]));
  return {
    maxBytes: MAX_WHOLE_PAGE_BYTES,
    trimmed: (reply) => {
      const page = reply.answer as Page<Row>;
      return { ...reply, answer: { ...page, items: page.items.map(rowOf) } };
    },
  };
}

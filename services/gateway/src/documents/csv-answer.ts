import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from '#contracts/declare/contract';
import { type CsvValue, csvColumns, csvFileName, csvLine } from '#contracts/values/csv';
import { DomainError } from '#contracts/errors';
import { type ListRequest, MAX_LIMIT, MAX_WHOLE_ROWS, type Page, listTooLong } from '#contracts/declare/list-request';
import { invalid } from '#contracts/declare/validation';
import type { Reply } from '#libs/messaging';
import type { Shares } from '../admission/shares';

/** The gateway's means for a list that is sent whole. */
export interface CsvParts {
  readonly send: (request: FastifyRequest, payload: object) => Promise<Reply<unknown>>;
  /** Checks that the caller may still see it. @throws DomainError when not */
  readonly stillAdmitted: (request: FastifyRequest) => Promise<void>;
  /** Called when an answer breaks off after its first rows were sent. */
  readonly brokeOff: (error: unknown, request: FastifyRequest) => void;
  /** The number of tables sent at once: each is hundreds of queries for one request. */
  readonly underWay: Shares;
  /** A client that reads nothing for this long has its table broken off. */
  readonly stalledMs: number;
}

type Row = Readonly<Record<string, CsvValue>>;
type ListPage = Reply<Page<Row>>;

/**
 * Answers a list whole, as a table. Pages are fetched as fast as the client reads, and no further once it has gone. A
 * fault before the first row is refused as usual; a later fault breaks the connection, so that nobody takes a part for
 * the whole.
 */
export function csvAnswer(contract: Contract, parts: CsvParts) {
  const columns = csvColumns(contract);
  const disposition = `attachment; filename="${csvFileName(contract)}"`;
  const linesOf = ({ items }: Page<Row>) => items.map((row) => csvLine(columns.map((name) => row[name]))).join('');

  async function* table(first: ListPage, further: AsyncIterable<ListPage>, request: FastifyRequest) {
    let rows = 0;
    try {
      yield csvLine(columns) + linesOf(first.answer);
      rows += first.answer.items.length;
      for await (const { answer } of further) {
        rows += answer.items.length;
        // Rows were added meanwhile.
        if (rows > MAX_WHOLE_ROWS) throw listTooLong();
        yield linesOf(answer);
      }
    } catch (error) {
      parts.brokeOff(error, request);
      throw error;
    }
  }

  return async (request: FastifyRequest, reply: FastifyReply, asked: ListRequest): Promise<unknown> => {
    refusePaging(asked);
    const ended = parts.underWay.take({
      caller: request.caller?.sub ?? request.ip,
      organization: request.caller?.organizationId,
    });
    reply.raw.once('close', ended);
    if (reply.raw.destroyed) ended();
    const pages = pagesOf(asked, request, parts);
    const { value: first } = (await pages.next()) as { value: ListPage };
    if (first.stale) reply.header('OpsLedger-Stale', 'true');
    reply.header('Content-Type', 'text/csv; charset=utf-8; header=present').header('Content-Disposition', disposition);
    // HEAD: an empty body has its headers and no length.
    if (request.method === 'HEAD') return reply.send(Readable.from([]));
    reply.raw.setTimeout(parts.stalledMs);
    // A gateway that stops waits for connections, so this one ends with its table. A header `Connection: close` would
    // not do: some clients would take any end for the end.
    reply.raw.once('finish', () => {
      if (!request.server.server.listening) request.raw.socket.end();
    });
    return reply.send(Readable.from(table(first, pages, request), { objectMode: false }));
  };
}

function refusePaging(asked: ListRequest): void {
  const faults = (['limit', 'cursor'] as const)
    .filter((name) => asked[name] !== undefined)
    .map((name) => ({
      pointer: `?${name}`,
      code: 'UNKNOWN',
      message: 'does not go with text/csv, which gives the whole list',
    }));
  if (faults.length > 0) throw invalid(faults);
}

/** One page after the other, each fetched on demand; smaller ones where rows are too large for the bus. */
async function* pagesOf(
  asked: ListRequest,
  request: FastifyRequest,
  { send, stillAdmitted }: CsvParts,
): AsyncGenerator<ListPage, void> {
  let limit = MAX_LIMIT;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    if (cursor !== undefined) await stillAdmitted(request);
    const page = await send(request, { ...asked, whole: true, limit, ...(cursor && { cursor }) }).catch(unlessTooLarge);
    if (page) {
      yield page as ListPage;
      cursor = (page as ListPage).answer.nextCursor;
    } else if (limit > 1) limit = Math.ceil(limit / 2);
    else throw new DomainError('INTERNAL', 'A row of the list is larger than a page of it may be');
  }
}

function unlessTooLarge(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.code !== 'PAYLOAD_TOO_LARGE') throw error;
}

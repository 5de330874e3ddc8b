import fc from 'fast-check';
import { contractOf } from '#contracts/declare/contract';
import { GetItem } from '#contracts/inventory/get-item';
import { ListMovements } from '#contracts/inventory/list-movements';
import { shorterPage } from './fitting-page';
import { writeReply } from './wire';

const contract = contractOf(ListMovements);

/** As many rows of a list as `limit` allows; the cursor is the number of the next row. */
function pageOf(rows: readonly string[], limit: number) {
  const items = rows.slice(0, limit);
  return { answer: { items, nextCursor: items.length < rows.length ? String(items.length) : null } };
}

it('cuts any page until it fits, and loses no row', () => {
  const rows = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 2_000, max: 6_000 }), (all, maxBytes) => {
      const shown: string[] = [];
      while (shown.length < all.length) {
        let request: { limit?: number } | undefined = { limit: 60 };
        let reply = pageOf(all.slice(shown.length), 60);
        let bytes = writeReply(reply).length;
        while (bytes > maxBytes) {
          request = shorterPage(contract, request as object, reply, { bytes, maxBytes });
          // A single row that is too large cannot be cut.
          if (!request) return reply.answer.items.length === 1;
          expect(request.limit).toBeLessThan(reply.answer.items.length);
          reply = pageOf(all.slice(shown.length), request.limit as number);
          bytes = writeReply(reply).length;
        }
        shown.push(...reply.answer.items);
      }
      expect(shown).toEqual(all);
      return true;
    }),
  );
});

it("keeps the request's other fields", () => {
  const reply = pageOf(['a', 'b'], 2);
  const request = { q: 'flour', limit: 2 };
  expect(shorterPage(contract, request, reply, { bytes: 10, maxBytes: 9 })).toEqual({ q: 'flour', limit: 1 });
});

it('has nothing shorter for a single row, or for a request that is no list', () => {
  const sizes = { bytes: 10, maxBytes: 9 };
  expect(shorterPage(contract, {}, pageOf(['a'], 1), sizes)).toBeUndefined();
  expect(shorterPage(contractOf(GetItem), {}, { answer: {} }, sizes)).toBeUndefined();
});

import { contractOf } from '#contracts/declare/contract';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { GetItem } from '#contracts/inventory/get-item';
import { wholePages } from './whole-page';

const contract = contractOf(ListAuditLogs);

it("keeps a table's columns of each row, and the rest of the reply as it is", () => {
  const row = { id: 'one', index: null, actor: { id: 'ada' }, changes: [{ field: 'name', before: null, after: 'x' }] };
  const reply = { answer: { items: [row], nextCursor: 'next' }, stale: true };
  const trimmed = wholePages(contract, { whole: true })?.trimmed(reply);
  expect(trimmed).toMatchObject({ answer: { items: [{ id: 'one', index: null }], nextCursor: 'next' }, stale: true });
  expect(JSON.stringify(trimmed)).not.toMatch(/actor|changes/);
});

it('leaves other answers alone', () => {
  for (const request of [{}, { whole: false }]) expect(wholePages(contract, request)).toBeUndefined();
  expect(wholePages(contractOf(GetItem), { whole: true })).toBeUndefined();
});

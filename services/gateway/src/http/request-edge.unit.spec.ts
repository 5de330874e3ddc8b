import { AuditActor } from '#contracts/audit/get-audit-log';
import { fieldsOf } from '#contracts/declare/fields';
import { connectionOf, requestEdge } from './request-edge';

it('as much of a browser is kept as the audit trail can show', () => {
  const headers = { 'user-agent': 'x'.repeat(1_000) };
  const request = { edge: requestEdge({ headers, ip: '203.0.113.7' }), headers };
  const { userAgent } = connectionOf(request);
  const shown = fieldsOf(AuditActor).find(({ name }) => name === 'userAgent');
  expect(shown?.kind.rules.filter(({ test }) => !test(userAgent))).toEqual([]);
});

import type { FastifyRequest } from 'fastify';
import { AuditActor } from '#contracts/audit/get-audit-log';
import { fieldsOf } from '#contracts/fields';
import { connectionOf } from './request-edge';

it('as much of a browser is kept as the audit trail can show', () => {
  const request = { ip: '203.0.113.7', headers: { 'user-agent': 'x'.repeat(1_000) } } as unknown as FastifyRequest;
  const { userAgent } = connectionOf(request);
  const shown = fieldsOf(AuditActor).find(({ name }) => name === 'userAgent');
  expect(shown?.kind.rules.filter(({ test }) => !test(userAgent))).toEqual([]);
});

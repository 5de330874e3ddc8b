import { Query } from '../declare/contract';
import { Id, Instant, Name, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { AuditEntry } from './get-audit-log';

@Query({
  subject: 'audit.list-audit-logs',
  permission: 'audit.read',
  route: 'GET /audit-logs',
  summary: 'Search the audit trail',
  answers: AuditEntry,
  list: { sort: ['index', 'occurredAt'], search: true },
  discloses: 'audit',
  platform: true,
  refuses: ['NOT_FOUND'],
})
export class ListAuditLogs extends ListRequest {
  @Name({ optional: true, example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }) actorId?: string;
  @Name({ optional: true, example: 'stock.received' }) action?: string;
  @Name({ optional: true, example: 'item' }) entityType?: string;
  @Text({ max: 200, optional: true, example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }) entityId?: string;
  @Instant({ optional: true, description: 'Occurred at or after' }) from?: string;
  @Instant({ optional: true, description: 'Occurred at or before' }) to?: string;
  @Id({ optional: true, description: 'The organisation of the trail, for platform users; default: the platform' })
  organizationId?: string;
}

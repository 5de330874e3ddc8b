import { GetAuditLog } from '#contracts/audit/get-audit-log';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { handler, type Feature } from '#libs/runtime';
import { auditEntryProjection } from './audit-entry.projection';
import { getAuditLog, listAuditLogs } from './audit-log.handler';
import { organizations } from './organizations.entity';

const rows = { reads: [auditEntryProjection, organizations.projection] };

export const trailFeature: Feature = {
  wirings: [handler(ListAuditLogs, listAuditLogs, rows), handler(GetAuditLog, getAuditLog, rows)],
  projections: [auditEntryProjection],
  directories: [organizations],
};

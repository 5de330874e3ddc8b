import { GetAuditLog } from '#contracts/audit/get-audit-log';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { RecordRefusals } from '#contracts/audit/record-refusals';
import { handler, type Feature, type Follower, type ServiceDefinition } from '#libs/runtime';
import { LeafKeeper } from './leaf/leaf-keeper.store';
import { AuditLeaves1767225630000 } from './migrations/1767225630000-leaves';
import { AuditTreeFaults1767225630001 } from './migrations/1767225630001-tree-faults';
import { AddLeaves1767225630002 } from './migrations/1767225630002-add-leaves';
import { RecordRefusalsHandler } from './refusal/record-refusals.handler';
import { auditEntryProjection } from './trail/audit-entry.projection';
import { AuditTrail, GetAuditLogHandler, ListAuditLogsHandler } from './trail/audit-log.handler';

const leafKeeper: Follower = async (database) => {
  const keeper = new LeafKeeper(database);
  return { name: 'audit-leaves', after: await keeper.checkpoint(), handle: (batch) => keeper.add(batch) };
};

const reading = { reads: [auditEntryProjection] };

const trail: Feature = {
  wirings: [handler(ListAuditLogs, ListAuditLogsHandler, reading), handler(GetAuditLog, GetAuditLogHandler, reading)],
  projections: [auditEntryProjection],
};

/** What was refused changes nothing, so no other service has it in the log. */
const refusals: Feature = { wirings: [handler(RecordRefusals, RecordRefusalsHandler)] };

/** The audit trail: the log itself, folded and provable. */
export const audit: ServiceDefinition = {
  name: 'audit',
  features: [trail, refusals],
  migrations: [AuditLeaves1767225630000, AuditTreeFaults1767225630001, AddLeaves1767225630002],
  followers: [leafKeeper],
  providers: [AuditTrail],
};

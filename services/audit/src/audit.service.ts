import type { Follower, ServiceDefinition } from '#libs/runtime';
import { LeafKeeper } from './leaf/leaf-keeper.store';
import { AuditLeaves1767225630000 } from './migrations/1767225630000-leaves';
import { AuditTreeFaults1767225630001 } from './migrations/1767225630001-tree-faults';
import { AddLeaves1767225630002 } from './migrations/1767225630002-add-leaves';
import { refusalFeature } from './refusal/refusal.feature';
import { trailFeature } from './trail/trail.feature';

const leafKeeper: Follower = async (database) => {
  const keeper = new LeafKeeper(database);
  return { name: 'audit-leaves', after: await keeper.checkpoint(), handle: (batch) => keeper.add(batch) };
};

/** The audit trail: the log itself, folded and provable. */
export const audit: ServiceDefinition = {
  name: 'audit',
  features: [trailFeature, refusalFeature],
  migrations: [AuditLeaves1767225630000, AuditTreeFaults1767225630001, AddLeaves1767225630002],
  followers: [leafKeeper],
};

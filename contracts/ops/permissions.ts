import { declarePermissions } from '../declare/declare-permissions';

export const opsPermissions = declarePermissions({
  'ops.projection.read': {
    description: 'Read the state of projections',
    roles: ['super_admin', 'platform_auditor'],
    platform: true,
  },
  'ops.projection.operate': {
    description: 'Rebuild, pause and switch projections',
    roles: ['super_admin'],
    platform: true,
  },
  'ops.parked.read': { description: 'Read parked events', roles: ['super_admin', 'platform_auditor'], platform: true },
  'ops.parked.operate': { description: 'Retry and skip parked events', roles: ['super_admin'], platform: true },
});

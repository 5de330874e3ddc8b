import { declarePermissions } from '../declare/declare-permissions';

export const auditPermissions = declarePermissions({
  'audit.read': {
    description: 'Read the audit trail',
    roles: ['super_admin', 'platform_auditor', 'admin'],
    platform: true,
  },
});

import { declarePermissions } from '../declare/declare-permissions';

export const kpiPermissions = declarePermissions({
  'kpi.read': {
    description: 'Read key figures, their setup and their inputs, but for attendance',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'counter', 'viewer'],
  },
});

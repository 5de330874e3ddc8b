import { declarePermissions } from '../declare/declare-permissions';

export const tenancyPermissions = declarePermissions({
  'organization.list': {
    description: 'List organisations',
    roles: ['super_admin', 'platform_auditor'],
    platform: true,
  },
  'organization.create': { description: 'Create an organisation', roles: ['super_admin'], platform: true },
  'organization.read': {
    description: 'Read an organisation',
    roles: [
      'super_admin',
      'platform_auditor',
      'admin',
      'manager',
      'counter',
      'viewer',
      'service_admin',
      'product_admin',
    ],
    platform: true,
  },
  'organization.suspend': {
    description: 'Suspend and reactivate organisations',
    roles: ['super_admin'],
    platform: true,
  },
  'employee.read': {
    description: 'Read employees',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager'],
  },
  'employee.manage': {
    description: 'Add, change, import and end employees',
    roles: ['super_admin', 'admin'],
  },
  'department.read': {
    description: 'Read departments',
    roles: [
      'super_admin',
      'platform_auditor',
      'admin',
      'manager',
      'counter',
      'viewer',
      'service_admin',
      'product_admin',
    ],
  },
  'department.manage': { description: 'Create, change and delete departments', roles: ['super_admin', 'admin'] },
});

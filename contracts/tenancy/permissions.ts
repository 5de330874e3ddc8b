import { declarePermissions } from '../declare/declare-permissions';
import { EVERY_ROLE } from '../roles';

export const tenancyPermissions = declarePermissions({
  'organization.list': {
    description: 'List organisations',
    roles: ['super_admin', 'platform_auditor'],
    platform: true,
  },
  'organization.create': { description: 'Create an organisation', roles: ['super_admin'], platform: true },
  'organization.read': {
    description: 'Read an organisation',
    roles: EVERY_ROLE,
    platform: true,
  },
  'organization.update': {
    description: 'Change an organisation; its slug and tier, with organization.create',
    roles: ['super_admin', 'admin'],
    platform: true,
  },
  'organization.limits.set': {
    description: 'Set the limits of an organisation',
    roles: ['super_admin'],
    platform: true,
  },
  'organization.usage.read': {
    description: 'Read how much of its limits an organisation uses',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager'],
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
  'employee.erase': { description: 'Erase the personal data of employees', roles: ['super_admin', 'admin'] },
  'department.read': {
    description: 'Read departments',
    roles: EVERY_ROLE,
  },
  'department.manage': { description: 'Create, change and delete departments', roles: ['super_admin', 'admin'] },
  'domain.read': {
    description: 'Read domains: those of which the caller is a member',
    roles: EVERY_ROLE,
    everywhere: ['super_admin', 'platform_auditor', 'admin'],
  },
  'domain.create': { description: 'Create a domain', roles: ['super_admin', 'admin', 'manager'] },
  'domain.manage': {
    description: 'Change and delete domains, and set their members: those that the caller owns',
    roles: ['super_admin', 'admin', 'manager', 'counter', 'viewer', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
});

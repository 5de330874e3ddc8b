import { declarePermissions } from '../declare/declare-permissions';

export const authPermissions = declarePermissions({
  'user.create': { description: 'Make a user a member', roles: ['super_admin', 'admin'] },
  'user.update': { description: 'Change the details of users', roles: ['super_admin', 'admin'] },
  'user.remove': { description: 'Remove users from the organisation', roles: ['super_admin', 'admin'] },
  'user.erase': { description: 'Erase the personal data of users', roles: ['super_admin', 'admin'] },
  'user.read': { description: 'Read users', roles: ['super_admin', 'platform_auditor', 'admin'] },
  'user.status.set': { description: 'Deactivate, reactivate and unlock users', roles: ['super_admin', 'admin'] },
  'user.roles.assign': { description: 'Assign roles to users', roles: ['super_admin', 'admin'] },
  'user.assignments.assign': {
    description: 'Assign services and products to users',
    roles: ['super_admin', 'admin'],
  },
  'role.read': { description: 'Read roles', roles: ['super_admin', 'platform_auditor', 'admin'] },
  'role.manage': { description: 'Create, change and delete custom roles', roles: ['super_admin', 'admin'] },
});

import { declarePermissions } from '../declare/declare-permissions';

export const workflowPermissions = declarePermissions({
  'workflow.source.read': {
    description: 'Read sources of HR events, and their deliveries',
    roles: ['super_admin', 'platform_auditor', 'admin'],
  },
  'workflow.source.manage': {
    description: 'Create, change and delete sources of HR events, reconcile them and retry deliveries',
    roles: ['super_admin', 'admin'],
  },
  'workflow.case.read': {
    description: 'Read cases',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager'],
  },
  'workflow.case.manage': {
    description: 'Open and cancel cases, hand over what a person owns, and waive tasks',
    roles: ['super_admin', 'admin'],
  },
  'workflow.template.manage': {
    description: 'Read and set the templates of tasks, and the working days',
    roles: ['super_admin', 'admin'],
  },
  'workflow.inbox': {
    description: 'Work on the tasks of the inbox: those that the caller holds or may claim',
    roles: ['super_admin', 'admin', 'manager', 'counter', 'viewer', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
  'work.read': {
    description: 'Read tasks and events: those of domains of which the caller is a member',
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
    everywhere: ['super_admin', 'platform_auditor', 'admin'],
  },
  'work.write': {
    description: 'Write tasks and events: those of domains of which the caller is a member',
    roles: ['super_admin', 'admin', 'manager', 'counter', 'viewer', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
});

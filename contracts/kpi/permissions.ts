import { declarePermissions } from '../declare/declare-permissions';

export const kpiPermissions = declarePermissions({
  'kpi.read': {
    description: 'Read key figures, their setup and their inputs, but for attendance',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'counter', 'viewer'],
  },
  'kpi.entry.record': {
    description: 'Record, correct and remove production, stops, inspections, deliveries and jobs in progress',
    roles: ['super_admin', 'admin', 'manager', 'counter'],
  },
  'kpi.attendance.read': {
    description: 'Read the attendance of employees, and figures of a person',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'kpi.attendance.record': {
    description: 'Record, correct and remove the attendance of employees',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'kpi.entry.import': {
    description:
      'Import production, stops, inspections, deliveries and jobs in progress from files, and revert imports',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'kpi.setup.manage': {
    description: 'Set lines, shifts, standards, stop reasons and targets',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'kpi.period.close': {
    description: 'Close periods, and change what is in a closed one',
    roles: ['super_admin', 'admin'],
  },
  'kpi.report.manage': {
    description: 'Schedule reports that are mailed, and have them sent',
    roles: ['super_admin', 'admin', 'manager'],
  },
});

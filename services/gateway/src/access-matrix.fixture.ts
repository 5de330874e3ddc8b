import type { BuiltInRole } from '#contracts/roles';

/** The roles by the letters of the matrix's columns. */
const COLUMNS: Readonly<Record<string, readonly BuiltInRole[]>> = {
  S: ['super_admin'],
  P: ['platform_auditor'],
  A: ['admin'],
  M: ['manager'],
  C: ['counter'],
  V: ['viewer'],
  X: ['service_admin', 'product_admin'],
};

/**
 * The matrix as it was agreed, written down apart from the contracts that implement it: the roles of each permission.
 * `●`: it counts outside of any organisation too.
 */
const AGREED: Readonly<Record<string, string>> = {
  'organization.list': '● SP',
  'organization.create': '● S',
  'organization.read': '● SPAMCVX',
  'organization.update': '● SA',
  'organization.suspend': '● S',
  'organization.limits.set': '● S',
  'organization.usage.read': '● SPAM',
  'user.read': 'SPA',
  'user.create': 'SA',
  'user.update': 'SA',
  'user.remove': 'SA',
  'user.status.set': 'SA',
  'user.roles.assign': 'SA',
  'user.assignments.assign': 'SA',
  'user.erase': 'SA',
  'role.read': 'SPA',
  'role.manage': 'SA',
  'domain.read': 'SPAMCVX',
  'domain.create': 'SAM',
  'domain.manage': 'SAMCVX',
  'department.read': 'SPAMCVX',
  'department.manage': 'SA',
  'employee.read': 'SPAM',
  'employee.manage': 'SA',
  'employee.erase': 'SA',
  'inventory.location.read': 'SPAMCV',
  'inventory.location.manage': 'SAM',
  'inventory.item.read': 'SPAMCV',
  'inventory.item.manage': 'SAM',
  'inventory.stock.read': 'SPAMV',
  'inventory.valuation.read': 'SPAMV',
  'inventory.receipt.record': 'SAM',
  'inventory.usage.record': 'SAM',
  'inventory.adjustment.record': 'SAM',
  'inventory.transfer.record': 'SAM',
  'inventory.movement.reverse': 'SAM',
  'inventory.freeze.bypass': 'SA',
  'inventory.freeze.set': 'SA',
  'inventory.reservation.manage': 'SAM',
  'inventory.alert.subscribe': 'SAMV',
  'inventory.lot.manage': 'SAM',
  'inventory.exception.read': 'SPAM',
  'inventory.exception.accept': 'SAM',
  'inventory.count.read': 'SPAMCV',
  'inventory.count.open': 'SAM',
  'inventory.count.record': 'SAMC',
  'inventory.count.approve': 'SAM',
  'inventory.purchase_order.read': 'SPAM',
  'inventory.purchase_order.manage': 'SAM',
  'inventory.purchase_order.receive': 'SAM',
  'inventory.document.settle': 'SAM',
  'inventory.reorder.read': 'SPAMV',
  'catalogue.service.read': 'SPAMVX',
  'catalogue.service.create': 'SA',
  'catalogue.service.manage': 'SAX',
  'catalogue.product.manage': 'SAX',
  'catalogue.payment.read': 'SPAX',
  'catalogue.payment.manage': 'SAX',
  'catalogue.grant.read': 'SPAMX',
  'catalogue.grant.manage': 'SAX',
  'kpi.read': 'SPAMCV',
  'kpi.entry.record': 'SAMC',
  'kpi.entry.import': 'SAM',
  'kpi.attendance.read': 'SAM',
  'kpi.attendance.record': 'SAM',
  'kpi.setup.manage': 'SAM',
  'kpi.period.close': 'SA',
  'kpi.report.manage': 'SAM',
  'workflow.source.read': 'SPA',
  'workflow.source.manage': 'SA',
  'workflow.case.read': 'SPAM',
  'workflow.case.manage': 'SA',
  'workflow.template.manage': 'SA',
  'workflow.inbox': 'SAMCVX',
  'work.read': 'SPAMCVX',
  'work.write': 'SAMCVX',
  'audit.read': '● SPA',
  'audit.export': '● SPA',
  'audit.proof.read': '● SPAMCVX',
  'ops.projection.read': '● SP',
  'ops.projection.operate': '● S',
  'ops.parked.read': '● SP',
  'ops.parked.operate': '● S',
};

export interface AgreedPermission {
  readonly roles: ReadonlySet<string>;
  readonly countsOutside: boolean;
}

/** @throws TypeError for a permission that the matrix does not have */
export function agreed(permission: string): AgreedPermission {
  const line = AGREED[permission];
  if (line === undefined) throw new TypeError(`${permission} is in no row of the matrix`);
  const roles = [...line].flatMap((letter) => COLUMNS[letter] ?? []);
  return { roles: new Set(roles), countsOutside: line.startsWith('●') };
}

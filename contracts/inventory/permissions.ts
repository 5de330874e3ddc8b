import { declarePermissions } from '../declare/declare-permissions';

export const inventoryPermissions = declarePermissions({
  'inventory.location.read': {
    description: 'Read locations',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'counter', 'viewer'],
  },
  'inventory.location.manage': {
    description: 'Create and change locations',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.item.read': {
    description: 'Read items',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'counter', 'viewer'],
  },
  'inventory.item.manage': { description: 'Create and change items', roles: ['super_admin', 'admin', 'manager'] },
  'inventory.stock.read': {
    description: 'Read stock levels and movements',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'viewer'],
  },
  'inventory.receipt.record': { description: 'Record receipts', roles: ['super_admin', 'admin', 'manager'] },
  'inventory.usage.record': { description: 'Record usages', roles: ['super_admin', 'admin', 'manager'] },
  'inventory.adjustment.record': { description: 'Record adjustments', roles: ['super_admin', 'admin', 'manager'] },
  'inventory.document.settle': {
    description: 'Post refused lines of documents again, and withdraw them',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.purchase_order.read': {
    description: 'Read purchase orders',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager'],
  },
  'inventory.purchase_order.manage': {
    description: 'Draft, change, submit, close and cancel purchase orders',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.purchase_order.receive': {
    description: 'Record receipts of purchase orders, post refused ones again and withdraw them',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.reservation.manage': {
    description: 'Reserve stock, and release reservations',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.lot.manage': {
    description: 'Correct the expiry of lots, put them in quarantine, release and recall them',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.exception.read': {
    description: 'Read exceptions of the stock',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager'],
  },
  'inventory.exception.accept': {
    description: 'Accept exceptions of the stock',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.alert.subscribe': {
    description: 'Subscribe to stock alerts',
    roles: ['super_admin', 'admin', 'manager', 'viewer'],
  },
  'inventory.count.read': {
    description: 'Read counts',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'counter', 'viewer'],
  },
  'inventory.count.open': {
    description: 'Open, reopen and cancel counts',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.count.record': {
    description: 'Enter counted quantities, and submit counts',
    roles: ['super_admin', 'admin', 'manager', 'counter'],
  },
  'inventory.count.approve': {
    description: 'Approve lines of counts beyond the tolerance, and see the book',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.transfer.record': { description: 'Record transfers', roles: ['super_admin', 'admin', 'manager'] },
  'inventory.movement.reverse': {
    description: 'Reverse and correct movements, and take parts of usages back',
    roles: ['super_admin', 'admin', 'manager'],
  },
  'inventory.freeze.bypass': { description: 'Record stock in a frozen period', roles: ['super_admin', 'admin'] },
  'inventory.freeze.set': { description: 'Freeze stock up to a day', roles: ['super_admin', 'admin'] },
  'inventory.reorder.read': {
    description: 'Read reorder suggestions, and simulate policies',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'viewer'],
  },
  'catalogue.service.read': {
    description: 'Read services and their products: those that are assigned to the caller',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'viewer', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'platform_auditor', 'admin', 'manager', 'viewer'],
  },
  'catalogue.service.create': { description: 'Create services', roles: ['super_admin', 'admin'] },
  'catalogue.service.manage': {
    description: 'Change and delete services, and add products to them: those that are assigned to the caller',
    roles: ['super_admin', 'admin', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
  'catalogue.product.manage': {
    description: 'Change and delete products: those that are assigned to the caller, by themselves or by their service',
    roles: ['super_admin', 'admin', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
  'catalogue.payment.read': {
    description: 'Read the payments of products: those that are assigned to the caller',
    roles: ['super_admin', 'platform_auditor', 'admin', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'platform_auditor', 'admin'],
  },
  'catalogue.payment.manage': {
    description: 'Record the payments of products: those that are assigned to the caller',
    roles: ['super_admin', 'admin', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
  'catalogue.grant.read': {
    description: 'Read the grants of products: those that are assigned to the caller',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'platform_auditor', 'admin', 'manager'],
  },
  'catalogue.grant.manage': {
    description: 'Grant products and revoke grants: those that are assigned to the caller',
    roles: ['super_admin', 'admin', 'service_admin', 'product_admin'],
    everywhere: ['super_admin', 'admin'],
  },
});

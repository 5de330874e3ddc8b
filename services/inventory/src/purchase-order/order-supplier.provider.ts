import type { OrderSupplier } from '#contracts/inventory/purchase-order-events';

/** The supplier that an order names. */
export function supplierNamed(named: string, _given: object): Promise<OrderSupplier> {
  return Promise.resolve({ supplierId: null, name: named });
}

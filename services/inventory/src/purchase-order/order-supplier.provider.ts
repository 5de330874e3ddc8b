import { DomainError } from '#contracts/errors';
import type { OrderSupplier } from '#contracts/inventory/purchase-order-events';
import { isUuid } from '#contracts/values/uuid';
import { streamParts } from '#libs/event-log';
import type { FactsGiven } from '#libs/runtime';
import { supplier, supplierNameOf } from '../supplier/supplier';

type SupplierGiven = Pick<FactsGiven<unknown>, 'context' | 'lookup' | 'parts'>;

/**
 * The supplier that an order names, by id or by name in any case. A name that no supplier has is kept as it is: an order
 * may go to somebody who is not among the suppliers.
 *
 * @throws DomainError `NOT_FOUND` for an id that no supplier has
 */
export async function supplierNamed(named: string, given: SupplierGiven): Promise<OrderSupplier> {
  const { context, lookup, parts } = given;
  const { tenantId } = context;
  const supplierId = isUuid(named) ? named.toLowerCase() : await holderOf(named, parts, tenantId);
  if (supplierId === undefined) return { supplierId: null, name: named };
  const { state, revision } = await lookup.state(supplier, tenantId, supplierId);
  if (revision === 'none') {
    const fault = { pointer: '/supplier', code: 'NOT_FOUND', message: 'is no supplier here' };
    throw new DomainError('NOT_FOUND', `${fault.pointer} ${fault.message}`, {}, [fault]);
  }
  return { supplierId, name: state.details.name };
}

async function holderOf(
  name: string,
  { reservations }: SupplierGiven['parts'],
  tenantId: string,
): Promise<string | undefined> {
  const stream = await reservations.holderOf(supplierNameOf(name), tenantId);
  return stream && streamParts(stream)?.id;
}

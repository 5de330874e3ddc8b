import type { ListProducts } from '#contracts/inventory/list-products';
import type { QueryGiven } from '#libs/runtime';
import { ServiceRow } from '../service/service.entity';
import { ProductRow } from './product.entity';

/** Whether the caller may know of the service: for its own sake, or for one of its products. */
export async function isShownService(
  { serviceId }: ListProducts,
  { rows, context: { tenantId }, held }: QueryGiven & { readonly held: ReadonlySet<string> | undefined },
): Promise<boolean> {
  if (held && !held.has(serviceId)) {
    return rows
      .createQueryBuilder(ProductRow, 'product')
      .where('product.tenantId = :tenantId AND product.serviceId = :serviceId', { tenantId, serviceId })
      .andWhere('product.scopeIds && :held', { held: [...held] })
      .getExists();
  }
  return rows.existsBy(ServiceRow, { tenantId, serviceId });
}

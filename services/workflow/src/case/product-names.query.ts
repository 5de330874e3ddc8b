import type { EntityManager } from 'typeorm';
import { upToDate, type ServiceParts } from '#libs/runtime';
import { products, services } from './catalogue.entity';
import type { KnownProduct } from './wanted-tasks';

interface Given {
  readonly tenantId: string;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/**
 * Products by id, with their services; those that are not there are missing.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function productsNamed(
  productIds: readonly string[],
  { tenantId, parts }: Given,
): Promise<ReadonlyMap<string, KnownProduct>> {
  if (productIds.length === 0) return new Map();
  await upToDate([products.projection, services.projection], 'Products', parts);
  return parts.tenantReader.query(tenantId, (rows) => readProducts(rows, tenantId, productIds));
}

export async function readProducts(
  rows: EntityManager,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownProduct>> {
  if (ids.length === 0) return new Map();
  const found = await rows
    .createQueryBuilder(products.table, 'product')
    .where('product.tenantId = :tenantId AND product.id IN (:...ids)', { tenantId, ids: [...new Set(ids)] })
    .getMany();
  const serviceIds = [...new Set(found.map(({ serviceId }) => serviceId))];
  const of =
    serviceIds.length === 0
      ? []
      : await rows
          .createQueryBuilder(services.table, 'service')
          .where('service.tenantId = :tenantId AND service.id IN (:...serviceIds)', { tenantId, serviceIds })
          .getMany();
  const byId = new Map(of.map((each) => [each.id, each]));
  return new Map(
    found.map(({ id: productId, serviceId, name, ownerId }) => {
      const service = byId.get(serviceId);
      const ownerIds = [ownerId, service?.ownerId ?? null].flatMap((each) => each ?? []);
      return [productId, { productId, serviceId, name, serviceName: service?.name ?? null, ownerIds }];
    }),
  );
}

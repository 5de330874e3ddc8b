import type { SetDepartmentGrants } from '#contracts/inventory/set-department-grants';
import { departmentFacts } from '#contracts/tenancy/department-facts';
import type { FactsGiven } from '#libs/runtime';
import { servicesOfProducts } from '../service/catalogue-lookups.provider';
import { catalogueService } from '../service/catalogue-service';
import type { DepartmentGrantsFacts } from './set-department-grants';

export async function departmentGrantsFacts(
  { departmentId, products }: SetDepartmentGrants,
  { context, lookup, parts }: FactsGiven<unknown>,
): Promise<DepartmentGrantsFacts> {
  const { tenantId } = context;
  const [{ state: department }, services] = await Promise.all([
    lookup.state(departmentFacts, tenantId, departmentId),
    servicesOfProducts(products, { context, parts }),
  ]);
  const present = new Set<string>();
  for (const [productId, serviceId] of services) {
    const { state } = await lookup.state(catalogueService, tenantId, serviceId);
    if (state.products.has(productId)) present.add(productId);
  }
  return { isDepartment: department.status === 'active', present };
}

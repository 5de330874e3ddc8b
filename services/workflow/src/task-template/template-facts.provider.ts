import { memberAccess, roleNames } from '#contracts/auth/member-access';
import { membershipFacts } from '#contracts/auth/membership-facts';
import { departmentFacts } from '#contracts/tenancy/department-facts';
import type { SetTaskTemplates } from '#contracts/workflow/set-task-templates';
import type { FactsGiven } from '#libs/runtime';
import { productsNamed } from '../case/product-names.query';
import type { TemplateFacts } from './set-task-templates';

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows of products are behind */
export async function templateFacts(
  { templates }: SetTaskTemplates,
  { context: { tenantId }, lookup, parts }: Pick<FactsGiven<unknown>, 'context' | 'lookup' | 'parts'>,
): Promise<TemplateFacts> {
  const departmentIds = new Set(templates.flatMap(({ departmentId }) => departmentId ?? []));
  const productIds = templates.flatMap(({ productId }) => productId ?? []);
  const [{ state: users }, { state: access }, products, departments] = await Promise.all([
    lookup.state(membershipFacts, tenantId, tenantId),
    lookup.state(memberAccess, tenantId, tenantId),
    productsNamed(productIds, { tenantId, parts }),
    Promise.all([...departmentIds].map(async (id) => ((await isDepartment(id, tenantId, lookup)) ? [id] : []))),
  ]);
  return {
    users: new Set(users.keys()),
    roles: roleNames(access),
    departments: new Set(departments.flat()),
    products: new Set(products.keys()),
  };
}

async function isDepartment(id: string, tenantId: string, lookup: FactsGiven<unknown>['lookup']): Promise<boolean> {
  const { state } = await lookup.state(departmentFacts, tenantId, id);
  return state.status === 'active';
}

import type { SetAssignments } from '#contracts/auth/set-assignments';
import type { MountedDirectory } from '#libs/projections';
import { upToDate, type FactsGiven } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import type { Assignable } from '../members/set-assignments';
import { products, services } from './catalogue.entity';

/** Those of the named services and products that are there. */
export async function assignableFacts(
  command: SetAssignments,
  { context: { tenantId }, parts }: Pick<FactsGiven<unknown, AuthParts>, 'context' | 'parts'>,
): Promise<Assignable> {
  const present = async () => ({
    services: await presentIn(services, command.services, tenantId, parts),
    products: await presentIn(products, command.products, tenantId, parts),
  });
  const known = await present();
  const isThere = command.services.every((id) => known.services.has(id));
  if (isThere && command.products.every((id) => known.products.has(id))) return known;
  await upToDate([services.projection, products.projection], 'Services and products', parts);
  return present();
}

async function presentIn(
  { table }: Pick<MountedDirectory, 'table'>,
  ids: readonly string[],
  tenantId: string,
  { tenantReader }: Pick<AuthParts, 'tenantReader'>,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const found = await tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(table, 'entry')
      .where('entry.tenantId = :tenantId AND entry.id IN (:...ids)', { tenantId, ids })
      .getMany(),
  );
  return new Set(found.map(({ id }) => id));
}

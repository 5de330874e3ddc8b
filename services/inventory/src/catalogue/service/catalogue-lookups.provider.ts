import type { EntityManager } from 'typeorm';
import { membershipFacts } from '#contracts/auth/membership-facts';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { CommandContext } from '#libs/identity';
import type { Projection } from '#libs/projections';
import { upToDate, type FactsGiven, type ServiceParts } from '#libs/runtime';
import { GrantRow } from '../grant/grant.entity';
import { grantProjection } from '../grant/grant.projection';
import { ProductRow } from '../product/product.entity';
import { productProjection } from '../product/product.projection';
import { unknownAt, type CatalogueUsers } from './service-rules';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/**
 * The service of a product, whose stream decides about it. A row that is there is enough, since a product never moves;
 * one that is missing may not have been folded yet.
 *
 * @throws DomainError `NOT_FOUND`, at the pointer where the id stands in a body; `SERVICE_UNAVAILABLE` while the rows
 * are behind
 */
export async function serviceOfProduct(productId: string, given: Given, pointer?: string): Promise<string> {
  const { tenantId } = given.context;
  const row = await present(given, productProjection, (rows) => rows.findOneBy(ProductRow, { tenantId, productId }));
  if (row) return row.serviceId;
  throw pointer === undefined
    ? new DomainError('NOT_FOUND', 'There is no such product')
    : unknownAt(pointer, 'is no product here');
}

/** The services of several products, by the products' ids; those that are not there are missing. */
export async function servicesOfProducts(
  productIds: readonly string[],
  given: Given,
): Promise<ReadonlyMap<string, string>> {
  if (productIds.length === 0) return new Map();
  const { tenantId } = given.context;
  const find = async (rows: EntityManager) =>
    rows
      .createQueryBuilder(ProductRow, 'product')
      .where('product.tenantId = :tenantId AND product.productId IN (:...productIds)', { tenantId, productIds })
      .getMany();
  const wanted = new Set(productIds).size;
  const found = await read(given, productProjection, find, (known) => known.length === wanted);
  return new Map(found.map(({ productId, serviceId }) => [productId, serviceId]));
}

/** The service of a grant; as `serviceOfProduct`. */
export async function serviceOfGrant(grantId: string, given: Given): Promise<string> {
  const { tenantId } = given.context;
  const row = await present(given, grantProjection, (rows) => rows.findOneBy(GrantRow, { tenantId, grantId }));
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such grant');
  return row.serviceId;
}

function present<Found>(given: Given, projection: Projection, find: (rows: EntityManager) => Promise<Found | null>) {
  return read(given, projection, find, (known) => known !== null);
}

/** Reads again, when everything recorded by now is folded, unless the first answer is enough. */
async function read<Found>(
  { context: { tenantId }, parts }: Given,
  projection: Projection,
  find: (rows: EntityManager) => Promise<Found>,
  isEnough: (found: Found) => boolean,
): Promise<Found> {
  const known = await parts.tenantReader.query(tenantId, find);
  if (isEnough(known)) return known;
  await upToDate([projection], 'The catalogue', parts);
  return parts.tenantReader.query(tenantId, find);
}

/** The users of the caller's organisation. */
export async function catalogueUsers(
  _command: object,
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<CatalogueUsers> {
  const { state: users } = await lookup.state(membershipFacts, tenantId, tenantId);
  return { users };
}

/** The organisation's currency and zone, and the date there. */
export async function localFacts({
  context: { tenantId, now },
  lookup,
}: Pick<FactsGiven<unknown>, 'context' | 'lookup'>) {
  const { state } = await lookup.state(organizationFacts, tenantId, tenantId);
  const { currency, timeZone } = state;
  return { currency, timeZone, today: localDate(now, timeZone) };
}

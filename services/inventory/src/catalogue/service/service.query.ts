import type { SelectQueryBuilder } from 'typeorm';
import type { ServiceDetails } from '#contracts/inventory/get-service';
import type { ListedService } from '#contracts/inventory/list-services';
import { foldedText } from '#contracts/values/text-folding';
import { LISTED } from '#libs/read-models';
import type { ServiceRow } from './service.entity';

export function listedService(row: ServiceRow): ListedService {
  const { serviceId: id, name, category, ownerId, url, note, productCount, createdAt, updatedAt } = row;
  return { id, name, category, ownerId, url, note, productCount, createdAt, updatedAt };
}

export function serviceDetails(row: ServiceRow): ServiceDetails {
  const products = row.products.toSorted((one, other) => byName.compare(one.name, other.name));
  return { ...listedService(row), products };
}

const byName = new Intl.Collator('und');

/** Services of this name, in any case. */
export function isCalled(query: SelectQueryBuilder<ServiceRow>, name: string): void {
  query.andWhere(`${LISTED}.nameKey = :nameKey`, { nameKey: foldedText(name) });
}

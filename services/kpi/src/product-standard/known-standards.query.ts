import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { event } from '#contracts/declare/event';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { ProductStandardVersionRow } from './product-standard-version.entity';
import { productStandards, type ProductStandards } from './product-standards';

/** The standards of an organisation as they were known at a moment (ISO 8601 UTC). */
export async function standardsKnownAt(
  tenantId: string,
  knownAt: string,
  rows: EntityManager,
): Promise<ProductStandards> {
  const versions = await rows.find(ProductStandardVersionRow, {
    where: { tenantId, recordedAt: LessThanOrEqual(knownAt) },
    order: { revision: 'ASC' },
  });
  let standards = productStandards.initial();
  for (const { tenantId: _, revision, recordedAt: occurredAt, ...set } of versions) {
    const made = event(ProductStandardSet, { ...set, before: null });
    standards = productStandards.evolve(standards, { ...made, revision, occurredAt });
  }
  return standards;
}

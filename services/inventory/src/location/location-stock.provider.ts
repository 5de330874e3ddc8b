import { DomainError } from '#contracts/errors';
import type { ChangeLocation } from '#contracts/inventory/change-location';
import type { ImportLocation } from '#contracts/inventory/import-location';
import { foldedText } from '#contracts/values/text-folding';
import type { FactsGiven } from '#libs/runtime';
import { StockLevelRow } from '../stock-ledger/stock-level.entity';
import { dependsOnStock, type LocationStock } from './change-location';
import type { Locations } from './location';

const WAIT_MS = 5_000;

export function changedLocationStock(command: ChangeLocation, given: FactsGiven<Locations>): Promise<LocationStock> {
  return locationStock(command.locationId, command, given);
}

export function importedLocationStock(command: ImportLocation, given: FactsGiven<Locations>): Promise<LocationStock> {
  return locationStock(given.state.idByCode.get(foldedText(command.code)), command, given);
}

/**
 * Whether any item has stock at the location, by the log as of now: the stock of all items is read once the read model
 * has reached the head of the log. A movement that is decided at the same moment and recorded afterwards has seen the
 * location as it was; it holds the revision that it saw.
 * @throws DomainError `SERVICE_UNAVAILABLE`, `READ_MODEL_FILLING`
 */
async function locationStock(
  locationId: string | undefined,
  command: Pick<ChangeLocation, 'active' | 'temperatureZone'>,
  { state, context: { tenantId }, parts }: FactsGiven<Locations>,
): Promise<LocationStock> {
  const location = locationId === undefined ? undefined : state.byId.get(locationId);
  if (!location || locationId === undefined || !dependsOnStock(command, location)) return undefined;
  if (parts.progress.filling(LEVELS)) throw new DomainError('READ_MODEL_FILLING');
  if (!(await parts.progress.waitFor(LEVELS, await parts.log.head(), WAIT_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'The read model of stock levels is behind');
  }
  const hasStock = await parts.tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(StockLevelRow, 'level')
      .where('level.tenantId = :tenantId AND level.locationId = :locationId AND level.onHand <> 0', {
        tenantId,
        locationId,
      })
      .getExists(),
  );
  return { hasStock };
}

const LEVELS = ['inventory.stock-level'];

import { Not, type EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type {
  GetLotTrace,
  LotTrace,
  TracedChange,
  TracedMovement,
  TracedStock,
} from '#contracts/inventory/get-lot-trace';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { LocationRow } from '../location/location.entity';
import { calendarDayOf } from '../stock-ledger/calendar-day.query';
import { lotsShown } from './list-lots.query';
import { LotChangeRow, LotRow } from '../stock-ledger/lot.entity';
import { MovementRow } from '../stock-ledger/movement.entity';
import { StockLevelRow } from '../stock-ledger/stock-level.entity';

/** The most movements, or changes, of one lot that an answer holds. */
const MOST = 10_000;

interface OfLot {
  readonly tenantId: string;
  readonly itemId: string;
  readonly lotNumber: string;
}

export async function getLotTrace({ lotId }: GetLotTrace, { rows, context }: QueryGiven): Promise<LotTrace> {
  const { tenantId } = context;
  const row = await rows.findOneBy(LotRow, { tenantId, lotId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such lot');
  const { itemId, lotNumber } = row;
  const item = await rows.findOneBy(ItemRow, { tenantId, itemId });
  const day = await calendarDayOf(rows, tenantId, new Date().toISOString());
  const [lot] = await lotsShown(rows, tenantId, [{ ...row, item }], day);
  const of = { tenantId, itemId, lotNumber };
  const movements = await movementsOf(rows, of);
  const codes = await codesOf(rows, tenantId, movements);
  return {
    lot: lot as LotTrace['lot'],
    ...inAndOut(tracedOf(movements, codes)),
    stock: await stockOf(rows, of, codes),
    changes: await changesOf(rows, of),
  };
}

/** In the order in which they count. */
async function movementsOf(rows: EntityManager, of: OfLot): Promise<MovementRow[]> {
  const found = await rows.find(MovementRow, {
    where: { ...of, kind: Not('settle') },
    order: { place: 'ASC' },
    take: MOST + 1,
  });
  if (found.length > MOST) throw new DomainError('LIST_TOO_LONG', 'The lot has too many movements; list them by pages');
  return found;
}

async function codesOf(rows: EntityManager, tenantId: string, movements: readonly MovementRow[]) {
  const ids = [...new Set(movements.map(({ locationId }) => locationId))];
  if (ids.length === 0) return new Map<string, string>();
  const found = await rows
    .createQueryBuilder(LocationRow, 'location')
    .where('location.tenantId = :tenantId AND location.locationId IN (:...ids)', { tenantId, ids })
    .getMany();
  return new Map(found.map(({ locationId, code }) => [locationId, code]));
}

function tracedOf(movements: readonly MovementRow[], codes: ReadonlyMap<string, string>): TracedMovement[] {
  const reversals = new Map(movements.map(({ id, reverses }) => [reverses, id]));
  return movements.map((row) => ({
    movementId: row.id,
    transactionId: row.transactionId,
    locationId: row.locationId,
    locationCode: codes.get(row.locationId) ?? null,
    kind: row.kind,
    stockQuantity: row.stockQuantity,
    reference: row.reference,
    note: row.note,
    effectiveAt: row.effectiveAt,
    recordedAt: row.recordedAt,
    actor: row.actorId,
    reverses: row.reverses,
    reversedBy: reversals.get(row.id) ?? null,
  }));
}

/** A part that came back of a usage is listed where the usage is. */
function inAndOut(movements: readonly TracedMovement[]) {
  const signOf = ({ kind, stockQuantity, reverses }: TracedMovement) =>
    kind === 'use' || kind === 'return' ? -1 : Math.sign(Number(stockQuantity)) * (reverses === null ? 1 : -1);
  const moved = movements.filter(({ kind }) => kind === 'transfer');
  const others = movements.filter(({ kind }) => kind !== 'transfer');
  const cameIn = others.filter((movement) => signOf(movement) > 0);
  const wentOut = others.filter((movement) => signOf(movement) <= 0);
  return { cameIn, moved, wentOut, quantityIn: counted(cameIn, 1n), quantityOut: counted(wentOut, -1n) };
}

function counted(movements: readonly TracedMovement[], sign: bigint): string {
  const standing = movements.filter(({ reverses, reversedBy }) => reverses === null && reversedBy === null);
  return quantityText(standing.reduce((sum, { stockQuantity }) => sum + sign * quantityUnits(stockQuantity), 0n));
}

async function stockOf(rows: EntityManager, of: OfLot, codes: ReadonlyMap<string, string>): Promise<TracedStock[]> {
  const levels = await rows.findBy(StockLevelRow, { ...of });
  return levels
    .filter(({ onHand }) => quantityUnits(onHand) !== 0n)
    .map(({ locationId, onHand }) => ({ locationId, locationCode: codes.get(locationId) ?? null, onHand }))
    .toSorted((one, other) => (one.locationCode ?? '').localeCompare(other.locationCode ?? ''));
}

async function changesOf(rows: EntityManager, of: OfLot): Promise<TracedChange[]> {
  const order = { effectiveAt: 'ASC', position: 'ASC' } as const;
  const changes = await rows.find(LotChangeRow, { where: { ...of }, order, take: MOST + 1 });
  if (changes.length > MOST) throw new DomainError('LIST_TOO_LONG', 'The lot has too many changes');
  return changes.map(({ kind, expiresOn, reason, effectiveAt, recordedAt, actorId: actor }) => ({
    kind,
    expiresOn,
    reason,
    effectiveAt,
    recordedAt,
    actor,
  }));
}

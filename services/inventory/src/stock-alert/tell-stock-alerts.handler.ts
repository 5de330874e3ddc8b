import { memberAccess, membersWith } from '#contracts/auth/member-access';
import { DomainError } from '#contracts/errors';
import type { TellExpiringLots } from '#contracts/inventory/tell-expiring-lots';
import type { StockAlertsTold, TellLowStock } from '#contracts/inventory/tell-low-stock';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import { newIdOf, type Decide } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Projection } from '#libs/projections';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { locationProjection } from '../location/location.projection';
import { lotProjection } from '../stock-ledger/lot.projection';
import { movementProjection } from '../stock-ledger/movement.projection';
import { stockLevelProjection } from '../stock-ledger/stock-level.projection';
import { expiringLots, lowItems, risenItems, type AlertsAsked } from './alerted-stock.query';
import { stockAlert, type StockAlert, type StockAlertEvent } from './stock-alert';
import { AlertSubscriptionRow } from './stock-alert.entity';
import { alertSubscriptionProjection, alertToldProjection } from './stock-alert.projection';
import { clearLowItem, tellExpiringLot, tellLowItem } from './tell-stock-alert';

/** Items or lots of an organisation at once; each is one append. */
const BATCH = 200;

const subscribed = [alertSubscriptionProjection, alertToldProjection, itemProjection, locationProjection];
export const LOW_STOCK_READS: readonly Projection[] = [...subscribed, movementProjection, stockLevelProjection];
export const EXPIRING_READS: readonly Projection[] = [...subscribed, lotProjection, stockLevelProjection];

/**
 * An organisation that fails keeps none after it from being told; its error is thrown at the end.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on
 */
export async function tellLowStock(
  _command: TellLowStock,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<StockAlertsTold>> {
  await upToDate(LOW_STOCK_READS, 'Stock and alerts', parts);
  let [told, isMore] = [0, false];
  const failures: unknown[] = [];
  for (const tenantId of await organizationsToTell(parts)) {
    try {
      const found = await tellLowStockOf(tenantId, context, parts);
      told += found.told;
      isMore ||= found.isMore;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  if (isMore) throw new DomainError('SERVICE_UNAVAILABLE', 'More are left; send it again');
  return { answer: { told } };
}

async function tellLowStockOf(tenantId: string, context: CommandContext, parts: ServiceParts) {
  const asked = await asking(tenantId, parts);
  const [risen, low] = await parts.tenantReader.query(tenantId, async (rows) => [
    await risenItems(rows, asked),
    await lowItems(rows, asked),
  ]);
  const within = { ...context, tenantId };
  let told = 0;
  for (const item of risen) await decided(item, `risen/${item.itemId}`, clearLowItem, within, parts);
  for (const item of low) told += await decided(item, `low/${item.itemId}`, tellLowItem, within, parts);
  return { told, isMore: risen.length === BATCH || low.length === BATCH };
}

/** @throws DomainError likewise */
export async function tellExpiringLots(
  _command: TellExpiringLots,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<StockAlertsTold>> {
  await upToDate(EXPIRING_READS, 'Stock and alerts', parts);
  const { tenantId, now } = context;
  const { state: organization } = await parts.commands.state(organizationFacts, tenantId, tenantId);
  const asked = { ...(await asking(tenantId, parts)), today: localDate(now, organization.timeZone) };
  const lots = await parts.tenantReader.query(tenantId, (rows) => expiringLots(rows, asked));
  let told = 0;
  for (const lot of lots) {
    told += await decided(lot, `lot/${lot.itemId}/${lot.lotNumber}`, tellExpiringLot, context, parts);
  }
  if (lots.length === BATCH) throw new DomainError('SERVICE_UNAVAILABLE', 'More are left; send it again');
  return { answer: { told } };
}

/** Where somebody wants to know of low items. */
async function organizationsToTell({ platformReader }: ServiceParts): Promise<readonly string[]> {
  const found = await platformReader.query((rows) =>
    rows
      .createQueryBuilder(AlertSubscriptionRow, 'subscription')
      .select('subscription.tenantId', 'tenantId')
      .distinct(true)
      .where('subscription.belowMin')
      .orderBy('subscription.tenantId')
      .getRawMany<{ tenantId: string }>(),
  );
  return found.map(({ tenantId }) => tenantId);
}

/** Only those who may read stock now are told. */
async function asking(tenantId: string, { commands }: ServiceParts): Promise<AlertsAsked> {
  const { state } = await commands.state(memberAccess, tenantId, tenantId);
  return { tenantId, users: [...membersWith(state, 'inventory.stock.read')], limit: BATCH };
}

/** The item's stream decides who has been told. Returns the number of events. */
async function decided<Command extends { readonly itemId: string }>(
  command: Command,
  name: string,
  decide: Decide<Command, StockAlert, StockAlertEvent>,
  context: CommandContext,
  { commands }: ServiceParts,
): Promise<number> {
  const { result } = await commands.handle({
    aggregate: stockAlert,
    id: command.itemId,
    command,
    context: { ...context, commandId: newIdOf(context.commandId, name) },
    decide,
    answer: (_, { events }) => events.length,
  });
  return result;
}

import { v5 } from 'uuid';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { foldedText } from '#contracts/values/text-folding';
import type { FactsGiven } from '#libs/runtime';
import { latestDate } from '../line-day/business-date';
import { kpiPeriodsOf } from '../period/kpi-periods';
import type { DeliveryFacts } from './delivery-rules';
import type { OrderDeliveries, DeliveryPlace } from './order-deliveries';

/** Of what identifies a delivery, order and line in any case: UUIDv5, for good. */
export function deliveryIdOf({ order, line }: DeliveryPlace, tenantId: string): string {
  return v5(JSON.stringify(['delivery', foldedText(order), line === null ? null : foldedText(line)]), tenantId);
}

/** Orders whose numbers differ in the last two characters alone are one stream. For good. */
const NEIGHBOURS = 2;

/** The stream of an order's deliveries: UUIDv5, for good. */
export function orderDeliveriesIdOf({ order }: Pick<DeliveryPlace, 'order'>, tenantId: string): string {
  const shared = [...foldedText(order)].slice(0, -NEIGHBOURS).join('');
  return v5(JSON.stringify(['deliveries', shared]), tenantId);
}

export async function deliveryFacts(
  _: object,
  { context: { tenantId, now }, lookup }: Pick<FactsGiven<OrderDeliveries>, 'context' | 'lookup'>,
): Promise<DeliveryFacts> {
  const [periods, { state: organization }] = await Promise.all([
    kpiPeriodsOf(tenantId, lookup),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  const { timeZone } = organization;
  return { periods, timeZone, latestDate: latestDate(now, timeZone) };
}

/** Of a new one. */
export async function recordedDeliveryFacts(
  { order, line = null }: { readonly order: string; readonly line?: string | null },
  given: Pick<FactsGiven<OrderDeliveries>, 'context' | 'lookup'>,
): Promise<DeliveryFacts & { readonly deliveryId: string }> {
  return { ...(await deliveryFacts({}, given)), deliveryId: deliveryIdOf({ order, line }, given.context.tenantId) };
}

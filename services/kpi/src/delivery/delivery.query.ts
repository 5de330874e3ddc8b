import type { SelectQueryBuilder } from 'typeorm';
import type { CommandContext } from '#libs/identity';
import { LISTED } from '#libs/read-models';
import { foundFolded, type ServiceParts } from '#libs/runtime';
import { orderDeliveriesIdOf } from './delivery-facts.provider';
import { DeliveryRow } from './delivery.entity';
import { deliveryProjection } from './delivery.projection';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The stream of a delivery, which it never leaves. @throws DomainError as `foundFolded` */
export async function streamOfDelivery(deliveryId: string, { context: { tenantId }, parts }: Given): Promise<string> {
  const find = () =>
    parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(DeliveryRow, { tenantId, deliveryId }));
  const { orderCode } = await foundFolded({ of: deliveryProjection, noun: 'delivery', find }, parts);
  return orderDeliveriesIdOf({ order: orderCode }, tenantId);
}

export function deliveryShown(row: DeliveryRow) {
  const { deliveryId: id, orderCode: order, line, createdAt, updatedAt, ...terms } = row;
  const { requestedOn, firstPromisedOn, lastPromisedOn, deliveredAt, deliveredOn } = terms;
  const { ordered, delivered, justified } = terms;
  return {
    id,
    order,
    line,
    requestedOn,
    firstPromisedOn,
    lastPromisedOn,
    deliveredAt,
    deliveredOn,
    ordered,
    delivered,
    justified,
    createdAt,
    updatedAt,
  };
}

/** Deliveries that were not made, or those that were. */
export function isOpenDelivery(query: SelectQueryBuilder<DeliveryRow>, open: boolean): void {
  query.andWhere(`${LISTED}.deliveredOn IS ${open ? '' : 'NOT '}NULL`);
}

/** Deliveries after the first promise, open ones by the date in UTC; or all others. */
export function isLateDelivery(query: SelectQueryBuilder<DeliveryRow>, late: boolean): void {
  const until = `coalesce(${LISTED}.deliveredOn, (now() AT TIME ZONE 'UTC')::date)`;
  query.andWhere(`${until} ${late ? '>' : '<='} ${LISTED}.firstPromisedOn`);
}

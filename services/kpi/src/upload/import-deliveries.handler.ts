import { In } from 'typeorm';
import type { ImportDeliveries } from '#contracts/kpi/import-deliveries';
import type { UndoImportedDeliveries } from '#contracts/kpi/undo-imported-deliveries';
import type { RowsDone } from '#contracts/imports/rows-done';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { deliveryFacts, deliveryIdOf, orderDeliveriesIdOf } from '../delivery/delivery-facts.provider';
import type { DeliveryFacts } from '../delivery/delivery-rules';
import { DeliveryRow } from '../delivery/delivery.entity';
import { deliveryProjection } from '../delivery/delivery.projection';
import { orderDeliveries, type DeliveryEvent, type OrderDeliveries } from '../delivery/order-deliveries';
import { deliveryRows, deliveryUndo, type NamedDelivery } from './delivery-rows';
import { byStream, rowsHandlers, undoImported } from './import-things.handler';
import { foundFirst } from './imported-days.query';
import type { RowsOfStream, RowsToDo } from './rows-of-streams.handler';
import { importThings, thingsDoneBefore } from './thing-rows';

/** Rows about deliveries. */
export const importDeliveries = rowsHandlers(
  ({ importId, rows }: ImportDeliveries, { tenantId }: CommandContext, _: ServiceParts) =>
    Promise.resolve(deliveriesToDo({ importId, rows }, tenantId)),
);

function deliveriesToDo(
  { importId, rows }: ImportDeliveries,
  tenantId: string,
): RowsToDo<RowsOfStream<NamedDelivery>, OrderDeliveries, DeliveryEvent, DeliveryFacts> {
  const named = rows.map((row, at) => ({
    at,
    row,
    id: deliveryIdOf({ order: row.order, line: row.line ?? null }, tenantId),
  }));
  const rules = deliveryRows(importId);
  return {
    aggregate: orderDeliveries,
    streams: byStream(importId, named, ({ row }) => orderDeliveriesIdOf(row, tenantId)),
    bad: new Map(),
    count: rows.length,
    // Looked up for each stream: a period may be closed while an upload runs.
    facts: (_, context, lookup) => deliveryFacts({}, { context, lookup }),
    decide: (...decided) => importThings(rules, ...decided),
    doneBefore: (...decided) => thingsDoneBefore(rules, ...decided),
  };
}

/** Puts back what an import did to deliveries. */
export async function undoImportedDeliveries(
  undo: UndoImportedDeliveries,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const streams = await streamsOfDeliveries(
    undo.things.map(({ id }) => id),
    context.tenantId,
    parts,
  );
  const work = { ...deliveryUndo, aggregate: orderDeliveries, streams, facts: deliveryFacts };
  return undoImported(undo, work, context, parts);
}

/** By the delivery; those that never were are missing. @throws DomainError `SERVICE_UNAVAILABLE` while rows are behind */
export function streamsOfDeliveries(
  named: readonly string[],
  tenantId: string,
  parts: ServiceParts,
): Promise<ReadonlyMap<string, string>> {
  const find = async (ids: readonly string[]) => {
    const first = { tenantId, deliveryId: In([...ids]), version: 1 };
    const rows = await parts.tenantReader.query(tenantId, (all) => all.findBy(DeliveryRow, first));
    return new Map(rows.map((row) => [row.deliveryId, orderDeliveriesIdOf({ order: row.orderCode }, tenantId)]));
  };
  return foundFirst({ named }, { find, of: deliveryProjection, things: 'Deliveries' }, parts);
}

import { In, type EntityManager } from 'typeorm';
import type { LineageDelivery } from '#contracts/kpi/get-kpi-lineage';
import { quantityUnits } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import type { Trace, TracedFigure, TracedSource } from '../figure/cell-source.query';
import { NO_SUMS, total } from '../figure/sums';
import { isInGroup } from '../figure/traced-part';
import { ordersOf } from './delivery-cells';
import { deliverySource, knownDeliveries } from './delivery-cells.query';
import { DeliveryRow } from './delivery.entity';
import { deliverySums, judgement, type DuePeriod } from './on-time';

/** Deliveries, with what figures were made of. */
export const tracedDeliveries: TracedSource = { ...deliverySource, trace: traceOfDeliveries };

/** By order, since one is complete with its last line. */
async function traceOfDeliveries({ question, group }: TracedFigure, rows: EntityManager): Promise<Trace> {
  const { period, asOf, timeZone, against } = question;
  const due: DuePeriod = { ...period, today: localDate(asOf, timeZone), against };
  const orders = ordersOf(await knownDeliveries(question, rows), period.to)
    .filter(({ name }) => isInGroup({ order: name }, group))
    .map(({ name, lines }) => [name, deliverySums(lines, due)] as const)
    .filter(([, sums]) => total(sums, 'due') > 0n);
  const sums = new Map(orders);
  return {
    names: [...sums.keys()].toSorted(),
    read: async (names) => {
      const found = await rows
        .createQueryBuilder(DeliveryRow, 'delivery')
        .where({ tenantId: question.tenantId, removed: false, orderKey: In(names.map(foldedText)) })
        .andWhere('delivery.recordedFrom <= :knownAt', { knownAt: question.knownAt })
        .andWhere('(delivery.recordedTo IS NULL OR delivery.recordedTo > :knownAt)')
        .orderBy('delivery.line', 'ASC', 'NULLS FIRST')
        .addOrderBy('delivery.deliveryId')
        .getMany();
      return names.map((name) => ({
        name,
        date: null,
        lineId: null,
        deliveries: found.filter(({ orderKey }) => orderKey === foldedText(name)).map((row) => shown(row, asOf, due)),
        sums: sums.get(name) ?? NO_SUMS,
      }));
    },
  };
}

/** What was delivered after `asOf` was open then. */
function shown(row: DeliveryRow, asOf: string, due: DuePeriod): LineageDelivery {
  const isMade = row.deliveredAt !== null && row.deliveredAt <= asOf;
  const { deliveryId: id, orderCode: order, line, requestedOn, firstPromisedOn, lastPromisedOn, ordered, justified } = row; // prettier-ignore
  const { deliveredAt, deliveredOn, delivered } = isMade ? row : NOT_DELIVERED;
  const dates = { requestedOn, firstPromisedOn, lastPromisedOn, deliveredOn };
  const quantities = { ordered: quantityUnits(ordered), delivered: quantityUnits(delivered ?? '0') };
  const judged = judgement({ order, ...dates, ...quantities, justified }, due);
  return { id, order, line, ...dates, deliveredAt, ordered, delivered, justified, ...judged };
}

const NOT_DELIVERED = { deliveredAt: null, deliveredOn: null, delivered: null };

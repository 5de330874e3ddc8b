import { evolve } from '#contracts/declare/fold';
import { ProductionBatchMade } from '#contracts/kpi/production-batch-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A batch of edits; its stream is named by its id. */
export type ProductionBatchState =
  { readonly status: 'absent' } | ({ readonly status: 'made' } & Pick<ProductionBatchMade, 'days' | 'results'>);

export const productionBatch = aggregate('kpi.production_batch', (): ProductionBatchState => ({ status: 'absent' }), [
  evolve(ProductionBatchMade, (_, { data: { days, results } }) => ({ status: 'made', days, results })),
]);

export type ProductionBatchEvent = EventsOf<typeof productionBatch>;

import { evolve } from '#contracts/declare/fold';
import { InputBatchMade } from '#contracts/kpi/input-batch-events';
import { aggregate } from '#libs/event-sourcing';

/** A batch of edits of one input; its stream is named by its id. */
export type InputBatch =
  { readonly status: 'absent' } | ({ readonly status: 'made' } & Pick<InputBatchMade, 'input' | 'results'>);

export const inputBatch = aggregate('kpi.input_batch', (): InputBatch => ({ status: 'absent' }), [
  evolve(InputBatchMade, (_, { data: { input, results } }) => ({ status: 'made', input, results })),
]);

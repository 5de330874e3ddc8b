import { Event, type EventOptions } from '../declare/event';
import { Choice, Flag, Id, Name, Text } from '../declare/fields';
import { Json } from '../declare/open-fields';

/** The operations on projections and parked events. */
export const OPERATION_NAMES = [
  'rebuild',
  'pause',
  'resume',
  'cancel',
  'promote',
  'rollback',
  'drop',
  'retry',
  'skip',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** An operation, and its projection, reactor or mail: repeated with the outcome, for readers of that event alone. */
export class ProjectionOperation {
  @Id({ technical: true }) operationId!: string;
  @Choice(OPERATION_NAMES) operation!: OperationName;
  @Name({ example: 'stock-level', description: 'The projection, reactor or mail' }) projection!: string;
}

const declared = <Data extends ProjectionOperation>(action: string, summary: string): EventOptions<Data> => ({
  category: 'ops.operation',
  version: 1,
  entity: { type: 'projection', id: 'projection' },
  occurrence: true,
  action,
  summary,
});

/** Appended before anything is done. */
@Event<OperationRequested>(declared('projection.operation_requested', 'An operation on a projection was requested'))
export class OperationRequested extends ProjectionOperation {
  static readonly type = 'OperationRequested';
  @Flag({ nullable: true, description: 'Of a rebuild: to switch to it automatically when it has caught up' })
  promote!: boolean | null;
  @Json({ max: 10_000, nullable: true, description: 'The parked event, as it was then' })
  parked!: unknown;
}

@Event<OperationDone>(declared('projection.operation_done', 'An operation on a projection was done'))
export class OperationDone extends ProjectionOperation {
  static readonly type = 'OperationDone';
  @Json({ max: 10_000, description: 'The answer; a repetition gets the same' }) answer!: unknown;
}

@Event<OperationRefused>({
  ...declared('projection.operation_refused', 'An operation on a projection was refused'),
  refusal: true,
})
export class OperationRefused extends ProjectionOperation {
  static readonly type = 'OperationRefused';
  @Name({ example: 'CONFLICT' }) code!: string;
  @Text({ max: 2_000, lines: true }) reason!: string;
}

/** Not final: the same request is carried out when it comes again. */
@Event<OperationUnanswered>(
  declared('projection.operation_unanswered', 'No running process took an operation on a projection up in time'),
)
export class OperationUnanswered extends ProjectionOperation {
  static readonly type = 'OperationUnanswered';
  @Text({ max: 2_000, lines: true }) reason!: string;
}

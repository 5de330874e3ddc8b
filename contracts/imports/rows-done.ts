import { Choice, Count, Id, List, Name, Nested, Text } from '../declare/fields';
import { DomainError } from '../errors';
import { FieldChange } from './import-events';

const OUTCOMES = ['created', 'changed', 'unchanged', 'bad'] as const;

/** The most rows of one command. */
export const MAX_COMMAND_ROWS = 500;

/** The outcome of one row of a command of several; of a check, the outcome that a run would have. */
export class RowDone {
  @Choice(OUTCOMES) outcome!: (typeof OUTCOMES)[number];
  @Id({ nullable: true, description: 'Of the thing' }) id!: string | null;
  @Count({ min: 0, max: 1e15, nullable: true, description: 'Of its stream afterwards' }) revision!: number | null;
  @List(Nested(() => FieldChange), { max: 200 }) changes!: readonly FieldChange[];
  @Text({ max: 64, nullable: true, example: 'good', description: 'Of a bad row' }) column!: string | null;
  @Name({ nullable: true, example: 'FORMAT' }) code!: string | null;
  @Text({ max: 500, nullable: true, example: 'must be a decimal' }) reason!: string | null;
}

/** The differences of a thing that a command of one row has looked for itself. */
export interface ChangesTold {
  readonly changes?: readonly FieldChange[];
}

/** The answer to a command of several rows: what became of each, in their order. */
export class RowsDone {
  @List(Nested(() => RowDone), { max: MAX_COMMAND_ROWS }) rows!: readonly RowDone[];
}

export function rowDone(outcome: Exclude<RowDone['outcome'], 'bad'>, more: Partial<RowDone> = {}): RowDone {
  return { outcome, id: null, revision: null, changes: [], column: null, code: null, reason: null, ...more };
}

/** A refusal because the platform is out of reach is no fault of a row. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(['unavailable', 'internal', 'rate_limited']);

/** A refused row. @throws the error, unless it is a refusal of the row */
export function badRow(error: unknown, id: string | null = null): RowDone {
  if (!(error instanceof DomainError) || OF_THE_PLATFORM.has(error.kind)) throw error;
  const [field] = error.fields;
  const [, column = null] = /^\/(\w{1,64})/.exec(field?.pointer ?? '') ?? [];
  return {
    ...rowDone('unchanged', { id, column }),
    outcome: 'bad',
    code: error.code === 'VALIDATION_FAILED' ? (field?.code ?? error.code) : error.code,
    reason: (field?.message ?? error.message).slice(0, 500),
  };
}

import { Choice, Code, Id, Text } from '../declare/fields';
import { EDIT_OUTCOMES, type EditOutcome } from './production-batch-events';

export const EDIT_OPERATIONS = ['create', 'change', 'remove'] as const;
export type EditOperation = (typeof EDIT_OPERATIONS)[number];

/** One row of a grid. */
export class RowEdit {
  @Choice(EDIT_OPERATIONS, { example: 'change' }) op!: EditOperation;
  @Id({ optional: true, example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071', description: 'Of `change` and `remove`' })
  id?: string;
}

/** The outcome of one edit of a batch; a refused one says why. */
export class EditedRow {
  @Id({ nullable: true, description: 'Null: nothing was made' }) id!: string | null;
  @Choice(EDIT_OUTCOMES) outcome!: EditOutcome;
  @Code({ nullable: true, example: 'CONFLICT', description: 'Why it was refused' }) code!: string | null;
  @Text({ max: 300, nullable: true, lines: true }) message!: string | null;
}

/** Of a refused edit. Null as well where the answer has no room for it. */
export const CURRENT_VALUES = 'Of a refused edit: the values as they are. Null where the answer has no room for more';
export const LEFT_VALUES = 'Of a refused undo: the values that the batch left, likewise';

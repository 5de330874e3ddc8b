import { Query } from '../declare/contract';
import { Choice, Count, Id, List, Name, Nested, Text } from '../declare/fields';
import { CHUNK_ROWS, FieldChange, MAX_IMPORT_ROWS } from './import-events';

const ROW_OUTCOMES = ['created', 'changed', 'unchanged', 'bad'] as const;
type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** The effect of one row of a file: planned in a dry run, made in a run. Values of personal data are null. */
export class ImportedRow {
  @Count({ min: 1, max: MAX_IMPORT_ROWS, description: 'Counts the rows below the heading' }) record!: number;
  @Choice(ROW_OUTCOMES) outcome!: RowOutcome;
  @Id({ nullable: true, description: 'Of the thing; null until it is made' }) id!: string | null;
  @List(Nested(() => FieldChange), { max: 200, description: 'Of a created row its values, in place of null' })
  changes!: readonly FieldChange[];
  @Count({ min: 0, max: 1e9, nullable: true, description: 'Of the file; null where the file is gone, or personal' })
  line!: number | null;
  @Text({ max: 64, nullable: true, example: 'min' }) column!: string | null;
  @Text({ max: 200, min: 0, lines: true, nullable: true, example: 'many' }) value!: string | null;
  @Name({ nullable: true, example: 'FORMAT' }) code!: string | null;
  @Text({ max: 500, nullable: true, example: 'must be a decimal' }) reason!: string | null;
}

export class ImportedRows {
  @List(Nested(() => ImportedRow), { max: CHUNK_ROWS }) items!: readonly ImportedRow[];
  @Count({ min: 1, max: MAX_IMPORT_ROWS, nullable: true, description: 'The record to go on from' }) next!:
    number | null;
}

/** Of the last pass: of the dry run, then of the run. */
@Query({
  subject: 'inventory.get-import-rows',
  permission: 'import',
  route: 'GET /imports/{importId}/rows',
  summary: 'Read what each row of an import does',
  answers: ImportedRows,
})
export class GetImportRows {
  @Id() importId!: string;
  @Count({ min: 1, max: MAX_IMPORT_ROWS, optional: true, description: 'The first record. Default: 1' }) from?: number;
}

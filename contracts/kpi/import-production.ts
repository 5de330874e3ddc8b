import { Command } from '../declare/contract';
import { Code, Id, List, LocalDate, Nested } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';
import { ChangedOutput } from './production-fields';

/** A row of a file. `order`, `people` and `hours` are never null: an empty cell leaves what is there. */
export class ImportedProduction extends ChangedOutput {
  @Id({ optional: true, description: 'Of an entry that is there' }) id?: string;
  @Code({ optional: true, example: 'L1', description: 'The code of the line' }) line?: string;
  @Id({ optional: true, description: 'In place of its code' }) lineId?: string;
  @LocalDate({ optional: true, description: 'Beside from, it must be its business date' }) date?: string;
}

/** Rows of an import: each makes the entry that its line, date, shift, run, product and order identify, or changes it. */
@Command({
  subject: 'kpi.import-production',
  permission: 'service',
  status: 200,
  summary: 'Import rows about production',
  answers: RowsDone,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class ImportProduction {
  @Id() importId!: string;
  @List(Nested(() => ImportedProduction), { min: 1, max: MAX_COMMAND_ROWS }) rows!: readonly ImportedProduction[];
}

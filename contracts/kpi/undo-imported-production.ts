import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';

/** Puts back what an import did to entries, but for those that somebody has changed since. */
@Command({
  subject: 'kpi.undo-imported-production',
  permission: 'service',
  status: 200,
  summary: 'Undo what an import did to production entries',
  answers: RowsDone,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class UndoImportedProduction {
  @Id() importId!: string;
  @List(Id(), { min: 1, max: MAX_COMMAND_ROWS }) entryIds!: readonly string[];
}

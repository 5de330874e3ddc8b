import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';

/** Puts back what an import did to stops, but for those that somebody has changed since. */
@Command({
  subject: 'kpi.undo-imported-downtimes',
  permission: 'service',
  status: 200,
  summary: 'Undo what an import did to stops',
  answers: RowsDone,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class UndoImportedDowntimes {
  @Id() importId!: string;
  @List(Id(), { min: 1, max: MAX_COMMAND_ROWS }) stopIds!: readonly string[];
}

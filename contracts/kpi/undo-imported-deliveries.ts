import { Command } from '../declare/contract';
import { Id, List, Nested } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';
import { ImportedThing } from './imported-thing';

/** Puts back what an import did to deliveries, but for those that somebody has changed since. */
@Command({
  subject: 'kpi.undo-imported-deliveries',
  permission: 'service',
  status: 200,
  summary: 'Undo what an import did to deliveries',
  answers: RowsDone,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class UndoImportedDeliveries {
  @Id() importId!: string;
  @List(Nested(() => ImportedThing), { min: 1, max: MAX_COMMAND_ROWS }) things!: readonly ImportedThing[];
}

import { Command } from '../declare/contract';
import { Code, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';

/** A row of a file. An absent field leaves what is there. */
export class ImportedStop {
  @Id({ optional: true, description: 'Of a stop that is there' }) id?: string;
  @Code({ optional: true, example: 'L1', description: 'The code of the line' }) line?: string;
  @Id({ optional: true, description: 'In place of its code' }) lineId?: string;
  @LocalDate({ optional: true, description: 'It must be the business date of the start' }) date?: string;
  @Instant() from!: string;
  @Instant({ optional: true, description: 'Absent in a new one: it is still open' }) to?: string;
  @Code({ optional: true, description: 'The code of a stop reason' }) reason?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}

/** Rows of an import: each makes the stop that its line and start identify, or changes it. */
@Command({
  subject: 'kpi.import-downtimes',
  permission: 'service',
  status: 200,
  summary: 'Import rows about stops',
  answers: RowsDone,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class ImportDowntimes {
  @Id() importId!: string;
  @List(Nested(() => ImportedStop), { min: 1, max: MAX_COMMAND_ROWS }) rows!: readonly ImportedStop[];
}

import { Command } from '../declare/contract';
import { Code, Id, Instant, List, LocalDate, Nested, Quantity, Text } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';

/** A row of a file. An absent field leaves what is there. */
export class ImportedDelivery {
  @Code({ example: 'SO-4711' }) order!: string;
  @Code({ optional: true, example: '10', description: 'Absent: the order as a whole' }) line?: string;
  @LocalDate({ optional: true }) requestedOn?: string;
  @LocalDate({ optional: true }) firstPromisedOn?: string;
  @LocalDate({ optional: true }) lastPromisedOn?: string;
  @Instant({ optional: true }) deliveredAt?: string;
  @Quantity({ optional: true, example: '120' }) ordered?: string;
  @Quantity({ optional: true, example: '120' }) delivered?: string;
  @Text({ max: 300, optional: true, example: 'Strike at the port' }) justified?: string;
}

/** Rows of an import: each makes the delivery that its order and line identify, or changes it. */
@Command({
  subject: 'kpi.import-deliveries',
  permission: 'service',
  status: 200,
  summary: 'Import rows about deliveries',
  answers: RowsDone,
  sentBy: ['kpi'],
})
export class ImportDeliveries {
  @Id() importId!: string;
  @List(Nested(() => ImportedDelivery), { min: 1, max: MAX_COMMAND_ROWS }) rows!: readonly ImportedDelivery[];
}

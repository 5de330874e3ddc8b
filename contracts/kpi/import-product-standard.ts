import { Command } from '../declare/contract';
import { Code } from '../declare/fields';
import { ImportedSetup } from './imported-setup';
import { SetProductStandard } from './set-product-standard';

/** A row of an import: sets a standard, or mends it. An absent value of one that is there stays. */
@Command({
  subject: 'kpi.import-product-standard',
  permission: 'service',
  status: 200,
  summary: 'Import a row about the standard of a product',
  answers: ImportedSetup,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
  sentBy: ['kpi'],
})
export class ImportProductStandard extends SetProductStandard {
  @Code({ optional: true, example: 'L1', description: 'The code of the line, in place of its id' }) line?: string;
}

import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code } from '../declare/fields';
import { SetProductStandard } from './set-product-standard';

/** The answer to a row about a standard. */
export class ImportedProductStandard extends Created {
  @Choice(['created', 'changed']) outcome!: 'created' | 'changed';
}

/** A row of an import: sets a standard, or mends it. An absent value of one that is there stays. */
@Command({
  subject: 'kpi.import-product-standard',
  permission: 'service',
  status: 200,
  summary: 'Import a row about the standard of a product',
  answers: ImportedProductStandard,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
  sentBy: ['kpi'],
})
export class ImportProductStandard extends SetProductStandard {
  @Code({ optional: true, example: 'L1', description: 'The code of the line, in place of its id' }) line?: string;
}

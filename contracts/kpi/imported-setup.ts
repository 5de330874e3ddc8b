import { Created } from '../created';
import { Choice, List, Nested } from '../declare/fields';
import { FieldChange } from '../imports/import-events';

/** The answer to a row of an import about one thing of the setup. */
export class ImportedSetup extends Created {
  @Choice(['created', 'changed']) outcome!: 'created' | 'changed';
  @List(Nested(() => FieldChange), { max: 10, description: 'Of a thing that was there' })
  changes!: readonly FieldChange[];
}

import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ImportFault } from './import-events';

/** The rows of the last pass that are bad; as a table it is the errors file. */
@Query({
  subject: 'inventory.list-import-errors',
  permission: 'service',
  sentBy: ['gateway'],
  summary: 'List the bad rows of an import',
  answers: ImportFault,
  list: { sort: ['record'] },
  refuses: ['FORBIDDEN', 'NOT_FOUND'],
})
export class ListImportErrors extends ListRequest {
  @Id() importId!: string;
}

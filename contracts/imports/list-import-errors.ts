import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ImportFault } from './import-events';

/** The bad rows of the last pass: the errors file. */
@Query({
  subject: 'inventory.list-import-errors',
  permission: 'import',
  route: 'GET /imports/{importId}/errors.csv',
  summary: 'List the bad rows of an import',
  answers: ImportFault,
  list: { sort: ['record'], tableOnly: true },
})
export class ListImportErrors extends ListRequest {
  @Id() importId!: string;
}

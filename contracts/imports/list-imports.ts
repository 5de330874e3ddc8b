import { Query } from '../declare/contract';
import { Choice, Name } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { IMPORT_STATUSES, ListedImport, type ImportStatus } from './import-answers';

/** Only imports of kinds that the caller may import. */
@Query({
  subject: 'inventory.list-imports',
  permission: 'import',
  route: 'GET /imports',
  summary: 'List imports',
  answers: ListedImport,
  list: { sort: ['createdAt'] },
})
export class ListImports extends ListRequest {
  @Name({ optional: true }) kind?: string;
  @Choice(IMPORT_STATUSES, { optional: true }) status?: ImportStatus;
}

import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { ImportDetails } from './import-answers';

@Query({
  subject: 'inventory.get-import',
  permission: 'import',
  route: 'GET /imports/{importId}',
  summary: 'Read how far an import is',
  answers: ImportDetails,
  etag: true,
  tellsPosition: true,
})
export class GetImport {
  @Id() importId!: string;
}

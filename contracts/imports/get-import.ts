import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { ImportDetails } from './import-answers';

@Query({
  subject: 'inventory.get-import',
  permission: 'service',
  sentBy: ['gateway'],
  summary: 'Read how far an import is',
  answers: ImportDetails,
  refuses: ['FORBIDDEN', 'NOT_FOUND'],
})
export class GetImport {
  @Id() importId!: string;
}

import { Command } from '../declare/contract';
import { Created } from '../created';
import { Name, Nested } from '../declare/fields';
import { ImportMapping } from './import-mapping';

@Command({
  subject: 'inventory.save-import-mapping',
  permission: 'import',
  route: 'PUT /import-mappings',
  status: 200,
  summary: 'Save a mapping under a name',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED'],
})
export class SaveImportMapping {
  @Name({ example: 'items' }) kind!: string;
  @Name({ example: 'supplier-list' }) name!: string;
  @Nested(() => ImportMapping) mapping!: ImportMapping;
}

import { Event } from '../declare/event';
import { Name, Nested } from '../declare/fields';
import { ImportMapping } from './import-mapping';

@Event<ImportMappingSaved>({
  category: 'imports.mapping',
  version: 1,
  entity: { type: 'import-mapping', id: 'name', label: 'name' },
  action: 'import_mapping.saved',
  summary: 'A mapping for imports was saved',
})
export class ImportMappingSaved {
  static readonly type = 'ImportMappingSaved';
  @Name({ example: 'items' }) kind!: string;
  @Name({ example: 'supplier-list' }) name!: string;
  @Nested(() => ImportMapping) mapping!: ImportMapping;
}

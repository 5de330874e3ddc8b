import { Query } from '../declare/contract';
import { List, Name, Nested } from '../declare/fields';
import { ImportMapping } from './import-mapping';

export const MAX_MAPPINGS = 50;

export class NamedMapping {
  @Name({ example: 'supplier-list' }) name!: string;
  @Nested(() => ImportMapping) mapping!: ImportMapping;
}

export class ImportMappings {
  @Name({ example: 'items' }) kind!: string;
  @List(Nested(() => NamedMapping), { max: MAX_MAPPINGS }) items!: readonly NamedMapping[];
}

@Query({
  subject: 'inventory.list-import-mappings',
  permission: 'import',
  route: 'GET /import-mappings',
  summary: 'List the saved mappings of a kind of import',
  answers: ImportMappings,
  refuses: ['NOT_FOUND'],
})
export class ListImportMappings {
  @Name({ example: 'items' }) kind!: string;
}

import { Query } from '../declare/contract';
import { Name, Text } from '../declare/fields';

/** A file to fill in: its heading, and one example row. */
export class ImportTemplate {
  @Name({ example: 'items' }) kind!: string;
  @Text({ max: 100_000, lines: true, example: 'itemNumber,name\r\nA-1001,Flour\r\n' }) csv!: string;
}

@Query({
  subject: 'inventory.get-import-template',
  permission: 'import',
  route: 'GET /imports/templates/{kind}',
  summary: 'Read the template of a kind of import',
  answers: ImportTemplate,
})
export class GetImportTemplate {
  @Name({ example: 'items' }) kind!: string;
}

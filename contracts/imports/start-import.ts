import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Flag, Id, Name, Nested } from '../declare/fields';
import { IMPORT_MODES, type ImportMode } from './import-events';
import { ImportMapping } from './import-mapping';

/** The gateway stores the file first; an import needs the permission that its kind declares. */
@Command({
  subject: 'inventory.start-import',
  permission: 'service',
  sentBy: ['gateway'],
  status: 202,
  summary: 'Import the rows of a stored file',
  answers: Created,
  refuses: ['FORBIDDEN', 'NOT_FOUND', 'UNSUPPORTED_MEDIA_TYPE'],
})
export class StartImport {
  @Name({ example: 'items' }) kind!: string;
  @Id({ description: 'Of the stored file' }) fileId!: string;
  @Name({ optional: true, description: 'A saved mapping' }) mappingName?: string;
  @Nested(() => ImportMapping, { optional: true }) mapping?: ImportMapping;
  @Choice(IMPORT_MODES, { optional: true, description: 'Default: all_or_nothing' }) mode?: ImportMode;
  @Flag({ optional: true, description: 'Checks every row, and waits to be run' }) dryRun?: boolean;
}

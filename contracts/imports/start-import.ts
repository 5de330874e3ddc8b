import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Flag, Id, Name, Text } from '../declare/fields';
import type { MediaType } from '../values/media-types';
import { IMPORT_MODES, type ImportMode } from './import-events';

export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;
export const IMPORT_MEDIA_TYPES = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const satisfies readonly MediaType[];

/** It needs the permission of its kind, which is checked before the file is stored. */
@Command({
  subject: 'inventory.start-import',
  permission: 'import',
  route: 'POST /imports',
  status: 202,
  location: '/imports/{id}',
  upload: { field: 'fileId', maxBytes: MAX_IMPORT_BYTES, takes: IMPORT_MEDIA_TYPES },
  summary: 'Import the rows of a file',
  answers: Created,
  refuses: ['NOT_FOUND'],
})
export class StartImport {
  @Name({ example: 'items' }) kind!: string;
  @Id({ description: 'Of the stored file' }) fileId!: string;
  @Text({ max: 100_000, lines: true, optional: true, description: 'The name of a saved mapping, or a mapping as JSON' })
  mapping?: string;
  @Choice(IMPORT_MODES, { optional: true, description: 'Default: all_or_nothing' }) mode?: ImportMode;
  @Flag({ optional: true, description: 'Checks every row, and waits to be run' }) dryRun?: boolean;
}

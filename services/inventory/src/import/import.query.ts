import type { EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { ImportDetails, ListedImport } from '#contracts/imports/import-answers';
import type { ImportFault } from '#contracts/imports/import-events';
import type { ListImportErrors } from '#contracts/imports/list-import-errors';
import type { ListImports } from '#contracts/imports/list-imports';
import type { Page } from '#contracts/declare/list-request';
import type { RequestContext } from '#libs/identity';
import { importFor, importsOf } from '#libs/imports';
import { LISTED, equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ImportFaultRow, ImportRow } from './import.entity';

const imports: ListDeclaration<ImportRow> = {
  name: 'imports',
  entity: ImportRow,
  sort: ['createdAt'],
  order: '-createdAt',
  filters: { kind: equals('kind'), status: equals('status') },
};

const importErrors: ListDeclaration<ImportFaultRow> = {
  name: 'import-errors',
  entity: ImportFaultRow,
  sort: ['record'],
  order: 'record',
  filters: { importId: equals('importId') },
};

/** Only imports of kinds that the caller may import. */
export async function listImports(query: ListImports, { rows, context }: QueryGiven): Promise<Page<ListedImport>> {
  const kinds = importsOf(context.actor);
  const page = await listPage(rows, imports, query, (select) =>
    select.andWhere(`${LISTED}.kind = ANY(:kinds)`, { kinds: [...kinds] }),
  );
  return { ...page, items: page.items.map(listed) };
}

export async function importShown(
  importId: string,
  { rows, context }: Pick<QueryGiven, 'rows' | 'context'>,
): Promise<{ readonly answer: ImportDetails; readonly revision: number; readonly isOver: boolean }> {
  const row = await visibleImport(importId, rows, context);
  const { guesses, kept, revision } = row;
  return { answer: { ...listed(row), guesses, kept }, revision, isOver: isOver(row) };
}

const isOver = ({ status }: Pick<ImportRow, 'status'>) => status !== 'reading' && status !== 'running';

/** Of the last pass. */
export async function listImportErrors(
  query: ListImportErrors,
  { rows, context }: QueryGiven,
): Promise<Page<ImportFault>> {
  const { passFrom } = await visibleImport(query.importId, rows, context);
  const page = await listPage(rows, importErrors, query, (select) =>
    select.andWhere(`${LISTED}.revision >= :passFrom`, { passFrom }),
  );
  return {
    ...page,
    items: page.items.map(({ record, line, field: column, value, code, reason }) => {
      return { record, line, column, value, code, reason };
    }),
  };
}

/** @throws DomainError `NOT_FOUND`, `FORBIDDEN` */
export async function visibleImport(
  importId: string,
  rows: EntityManager,
  { tenantId, actor }: RequestContext,
): Promise<ImportRow> {
  const row = await rows.findOneBy(ImportRow, { tenantId, importId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such import');
  importFor(row.kind, actor);
  return row;
}

function listed(row: ImportRow): ListedImport {
  const { importId: id, rows, seen, status } = row;
  const progress = isOver(row) ? 100 : rows === 0 ? 0 : Math.min(100, Math.floor((100 * seen) / rows));
  const { kind, mode, dryRun, created, changed, unchanged, bad, undone, code, reason } = row;
  const counts = { rows, created, changed, unchanged, bad, progress, undone };
  const { createdAt, updatedAt } = row;
  return { id, kind, status, mode, dryRun, ...counts, code, reason, createdAt, updatedAt };
}

import { DomainError } from '#contracts/errors';
import { GetImport } from '#contracts/imports/get-import';
import { GetImportRows } from '#contracts/imports/get-import-rows';
import { GetImportTemplate } from '#contracts/imports/get-import-template';
import { ListImportErrors } from '#contracts/imports/list-import-errors';
import { ListImportMappings } from '#contracts/imports/list-import-mappings';
import { ListImports } from '#contracts/imports/list-imports';
import { RevertImport } from '#contracts/imports/revert-import';
import { RunImport } from '#contracts/imports/run-import';
import { SaveImportMapping } from '#contracts/imports/save-import-mapping';
import { StartImport } from '#contracts/imports/start-import';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Imports } from '#libs/imports';
import { handler, query, type Feature, type ServiceParts } from '#libs/runtime';
import { importProjection } from './import.projection';
import { movementImport } from './movement.import';
import { openingBalanceImport } from './opening-balance.import';
import { importShown, listImportErrors, listImports, visibleImport } from './import.query';

/** @throws DomainError `SERVICE_UNAVAILABLE` */
function open({ imports }: ServiceParts): Imports {
  if (!imports) throw new DomainError('SERVICE_UNAVAILABLE', 'Imports are not open in this process');
  return imports;
}

const READS = { reads: [importProjection] };

export const importFeature: Feature = {
  wirings: [
    handler(StartImport, (command: StartImport, context: CommandContext, parts) => open(parts).start(command, context)),
    handler(RunImport, (command: RunImport, context: CommandContext, parts) => open(parts).run(command, context)),
    handler(RevertImport, (command: RevertImport, context: CommandContext, parts) =>
      open(parts).revert(command, context),
    ),
    handler(SaveImportMapping, (command: SaveImportMapping, context: CommandContext, parts) =>
      open(parts).saveMapping(command, context),
    ),
    handler(GetImportTemplate, async ({ kind }: GetImportTemplate, { actor }: RequestContext, parts) => ({
      answer: await Promise.resolve(open(parts).template(kind, actor)),
    })),
    handler(ListImportMappings, async ({ kind }: ListImportMappings, context: RequestContext, parts) => ({
      answer: await open(parts).mappings(kind, context),
    })),
    handler(
      GetImportRows,
      async (asked: GetImportRows, context: RequestContext, parts) => {
        const { tenantId } = context;
        const { passFrom, seen } = await parts.tenantReader.query(tenantId, (rows) =>
          visibleImport(asked.importId, rows, context),
        );
        return { answer: await open(parts).rows(asked, tenantId, { passFrom, seen }) };
      },
      READS,
    ),
    handler(
      GetImport,
      async ({ importId }: GetImport, context: RequestContext, parts) => {
        const { tenantId } = context;
        const found = await parts.tenantReader.query(tenantId, (rows) => importShown(importId, { rows, context }));
        const { answer, revision, isOver } = found;
        const position = isOver ? await open(parts).positionAt(revision, tenantId, importId) : undefined;
        return { answer, etag: String(revision), ...(position !== undefined && { position }) };
      },
      READS,
    ),
    query(ListImports, listImports, READS),
    query(ListImportErrors, listImportErrors, READS),
  ],
  projections: [importProjection],
  // Kinds whose rows are of several features.
  imports: [openingBalanceImport, movementImport],
};

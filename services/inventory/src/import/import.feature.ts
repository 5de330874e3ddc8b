import { GetImport } from '#contracts/imports/get-import';
import { GetImportTemplate } from '#contracts/imports/get-import-template';
import { ListImportErrors } from '#contracts/imports/list-import-errors';
import { ListImportMappings } from '#contracts/imports/list-import-mappings';
import { ListImports } from '#contracts/imports/list-imports';
import { RevertImport } from '#contracts/imports/revert-import';
import { RunImport } from '#contracts/imports/run-import';
import { SaveImportMapping } from '#contracts/imports/save-import-mapping';
import { StartImport } from '#contracts/imports/start-import';
import { query, type Feature } from '#libs/runtime';
import { importHandler } from './import.handler';
import { importProjection } from './import.projection';
import { getImport, listImportErrors, listImports } from './import.query';

export const importFeature: Feature = {
  wirings: [
    importHandler(StartImport, (imports, command, context) => imports.start(command, context)),
    importHandler(RunImport, (imports, command, context) => imports.run(command, context)),
    importHandler(RevertImport, (imports, command, context) => imports.revert(command, context)),
    importHandler(SaveImportMapping, (imports, command, context) => imports.saveMapping(command, context)),
    importHandler(GetImportTemplate, (imports, { kind }, { actor }) => ({ answer: imports.template(kind, actor) })),
    importHandler(ListImportMappings, async (imports, { kind }, context) => ({
      answer: await imports.mappings(kind, context),
    })),
    query(GetImport, getImport),
    query(ListImports, listImports),
    query(ListImportErrors, listImportErrors),
  ],
  projections: [importProjection],
};

import { Imports1767225831000 } from './migrations/1767225831000-imports';
import { ImportDeaths1767225892600 } from './migrations/1767225892600-import-deaths';

export * from './import-kind';
export type { ImportParts } from './import-parts';
export { Imports } from './imports';
export { importFor, importsOf } from './permitted-imports';
export { openImports, type OpenImports, type OpenImportsOptions } from './open-imports';

/** The migrations of the schema `imports`, in order. */
export const importsMigrations = [Imports1767225831000, ImportDeaths1767225892600];

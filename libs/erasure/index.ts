import { Erasure1767225892501 } from './migrations/1767225892501-erasure';

export { erasureFolder, type ErasureList } from './erasure-list';
export type { ClearWal, PersonalProjection } from './erasure-worker';
export { Erasures, type ErasingService, type ErasuresOptions } from './erasures';
export { personalRows, type PersonalRows, type PersonalStore } from './personal-store';
export { rewriteTables } from './rewrite-tables';

export const erasureMigrations = [Erasure1767225892501];

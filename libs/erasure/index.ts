import { Erasure1767225892501 } from './migrations/1767225892501-erasure';

export { erasureFolder, type ErasureList } from './erasure-list';
export * from './erasure-worker';
export * from './erasures';
export { personalRows, type PersonalRows, type PersonalStore } from './personal-store';

export const erasureMigrations = [Erasure1767225892501];

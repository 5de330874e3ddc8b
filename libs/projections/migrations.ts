import type { MigrationInterface } from 'typeorm';
import { Projections1767225600000 } from './migrations/1767225600000-projections';

/** The engine's tables, for the one `migrate` of the platform. */
export const projectionMigrations: readonly (new () => MigrationInterface)[] = [Projections1767225600000];

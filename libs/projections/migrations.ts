import type { MigrationInterface } from 'typeorm';
import { Projections1767225600000 } from './migrations/1767225600000-projections';
import { Operations1767225720000 } from './migrations/1767225720000-operations';
import { InitialHead1767225790000 } from './migrations/1767225790000-initial-head';
import { FoldingProcesses1767225881000 } from './migrations/1767225881000-folding-processes';
import { EventIdsOfCheckpoints1767225881001 } from './migrations/1767225881001-event-ids-of-checkpoints';
import { RowsChecksum1767225820002 } from './migrations/1767225820002-rows-checksum';
import { ServedVersions1767225882000 } from './migrations/1767225882000-served-versions';

/** The engine's tables, for the one `migrate` of the platform. */
export const projectionMigrations: readonly (new () => MigrationInterface)[] = [
  Projections1767225600000,
  Operations1767225720000,
  InitialHead1767225790000,
  RowsChecksum1767225820002,
  FoldingProcesses1767225881000,
  EventIdsOfCheckpoints1767225881001,
  ServedVersions1767225882000,
];

import { Query } from '../declare/contract';
import { Choice, Count, Flag, Instant, Measurement, Name, Nested, Text } from '../declare/fields';

export const PROJECTION_STATES = ['catching_up', 'live', 'paused', 'stopped'] as const;
export type ProjectionStateName = (typeof PROJECTION_STATES)[number];

export const REBUILD_STATES = ['running', 'paused', 'caught_up', 'stopped', 'promoted'] as const;
export type RebuildStateName = (typeof REBUILD_STATES)[number];

/** The slot that is being filled, or that was promoted while the older one is kept for a rollback. */
export class ProjectionRebuild {
  @Name({ example: 'b' }) slot!: string;
  @Count({ min: 1, max: 1_000_000 }) version!: number;
  @Choice(REBUILD_STATES) state!: RebuildStateName;
  @Name({ example: '0001-0000000000000000042' }) position!: string;
  @Measurement({ min: 0, max: 1, description: 'Share of the log', example: 0.42 }) progress!: number;
  @Measurement({ min: 0, max: 1e12, description: 'Events per second', example: 33_000 }) rate!: number;
  @Measurement({ min: 0, max: 1e12, nullable: true, description: 'Seconds', example: 12 }) eta!: number | null;
  @Instant() startedAt!: string;
  @Text({ max: 2_000, nullable: true, lines: true, description: 'Why it stopped' }) error!: string | null;
}

/** A projection as the engine reports it. */
export class ProjectionStatus {
  @Name({ example: 'stock-level' }) name!: string;
  @Name({ example: 'inventory' }) service!: string;
  @Count({ min: 1, max: 1_000_000 }) version!: number;
  @Name({ example: 'a', description: 'The slot that serves' }) slot!: string;
  @Choice(PROJECTION_STATES) state!: ProjectionStateName;
  @Name({ example: '0001-0000000000000000042' }) position!: string;
  @Name({ example: '0001-0000000000000000042', description: 'Of the log' }) head!: string;
  @Count({ min: 0, max: 1e15 }) lagEvents!: number;
  @Measurement({ min: 0, max: 1e12 }) lagSeconds!: number;
  @Measurement({ min: 0, max: 1e12, description: 'Events per second' }) rate!: number;
  @Count({ min: 0, max: 1e15, description: 'Parked events' }) parked!: number;
  @Text({ max: 128, optional: true, description: 'Of the rows, on request', example: '9f86d081884c7d65' })
  checksum?: string;
  @Text({ max: 2_000, nullable: true, lines: true, description: 'The reason why it does not go on' }) error!:
    string | null;
  @Nested(() => ProjectionRebuild, { nullable: true }) rebuild!: ProjectionRebuild | null;
}

@Query({
  subject: 'ops.get-projection',
  permission: 'ops.projection.read',
  route: 'GET /ops/projections/{name}',
  summary: 'Read the state of a projection',
  answers: ProjectionStatus,
  platform: true,
})
export class GetProjection {
  @Name() name!: string;
  @Flag({ optional: true, description: 'Compute the checksum of its rows' }) checksum?: boolean;
}

import { Event, type EventOptions, type JsonObject } from '../declare/event';
import { Code, Id, Instant, List, Nested } from '../declare/fields';

/** Of one job. */
export const MAX_HOLDS = 200;

/** A job does not age meanwhile. */
export class WipHold {
  @Instant() from!: string;
  @Instant({ nullable: true, description: 'Null: it goes on' }) to!: string | null;
}

/** The work on a product. */
export class WipJobParts {
  @Code({ example: 'P-100' }) product!: string;
  @Instant() startedAt!: string;
  @Instant({ nullable: true, description: 'Null: the job is open' }) endedAt!: string | null;
  @List(Nested(() => WipHold), { max: MAX_HOLDS, description: 'In the order of their starts; within the job' })
  holds!: readonly WipHold[];
}

class OfWipJob {
  @Id() jobId!: string;
  @Id({ nullable: true, technical: true, description: 'Of edits' }) batchId!: string | null;
}

/** Version 1 knew no batches. */
const inNoBatch = (data: JsonObject): JsonObject => ({ ...data, batchId: null });

const declared = (action: string, summary: string): EventOptions<OfWipJob> => ({
  category: 'kpi.wip_job',
  version: 2,
  upcast: { 1: inNoBatch },
  entity: { type: 'wip_job', id: 'jobId' },
  action,
  summary,
});

@Event<WipJobRecorded>(declared('wip_job.recorded', 'A job in progress was recorded'))
export class WipJobRecorded extends OfWipJob {
  static readonly type = 'WipJobRecorded';
  @Code({ example: 'J-4711' }) job!: string;
  @Nested(() => WipJobParts) parts!: WipJobParts;
}

@Event<WipJobChanged>(declared('wip_job.changed', 'A job in progress was changed'))
export class WipJobChanged extends OfWipJob {
  static readonly type = 'WipJobChanged';
  @Nested(() => WipJobParts) parts!: WipJobParts;
  @Nested(() => WipJobParts) before!: WipJobParts;
}

@Event<WipJobRemoved>(declared('wip_job.removed', 'A job in progress was removed'))
export class WipJobRemoved extends OfWipJob {
  static readonly type = 'WipJobRemoved';
  @Nested(() => WipJobParts) before!: WipJobParts;
}

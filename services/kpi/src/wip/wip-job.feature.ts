import { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { GetWipJob } from '#contracts/kpi/get-wip-job';
import { ListWipJobs } from '#contracts/kpi/list-wip-jobs';
import { RecordWipJob } from '#contracts/kpi/record-wip-job';
import { RemoveWipJob } from '#contracts/kpi/remove-wip-job';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { changeWipJob } from './change-wip-job';
import { recordWipJob } from './record-wip-job';
import { removeWipJob } from './remove-wip-job';
import { wipJob } from './wip-job';
import { wipJobFacts } from './wip-job-facts.provider';
import { WipJobRow } from './wip-job.entity';
import { wipJobProjection } from './wip-job.projection';
import { isOpenJob, shownWipJob } from './wip-job.query';

const present = {
  on: wipJob,
  id: ({ jobId }: { readonly jobId: string }) => jobId,
  facts: wipJobFacts,
};

export const wipJobFeature: Feature = {
  wirings: [
    command(RecordWipJob, {
      on: wipJob,
      id: (_, { newId }) => newId('wip-job'),
      facts: wipJobFacts,
      decide: recordWipJob,
    }),
    command(ChangeWipJob, { ...present, decide: changeWipJob }),
    command(RemoveWipJob, { ...present, decide: removeWipJob }),
    list(ListWipJobs, {
      entity: WipJobRow,
      filters: {
        job: hasKey('jobKey'),
        product: hasKey('productKey'),
        open: isOpenJob,
        onHold: equals('onHold'),
        from: atLeast('startedAt'),
        to: atMost('startedAt'),
      },
      show: shownWipJob,
      get: { query: GetWipJob, key: 'jobId', noun: 'job' },
    }),
  ],
  projections: [wipJobProjection],
};

import { ChangeHrSource } from '#contracts/workflow/change-hr-source';
import { CheckHrSources } from '#contracts/workflow/check-hr-sources';
import { CreateHrSource } from '#contracts/workflow/create-hr-source';
import { DeleteHrSource } from '#contracts/workflow/delete-hr-source';
import { GetHrSource } from '#contracts/workflow/get-hr-source';
import { ListHrSources } from '#contracts/workflow/list-hr-sources';
import { RotateHrSecret } from '#contracts/workflow/rotate-hr-secret';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';
import { changeHrSource, deleteHrSource } from './change-hr-source';
import { checkHrSources } from './check-hr-sources.handler';
import { checkHrSourcesJob } from './check-hr-sources.job';
import { hrSource } from './hr-source';
import { HrSourceRow } from './hr-source.entity';
import { changedSourceFacts, createHrSource, rotateHrSecret, sourceSettled } from './hr-source.handler';
import { hrSourceProjection } from './hr-source.projection';
import { besideRevision, shownSource } from './hr-source.query';

const ofSource = {
  on: hrSource,
  id: ({ sourceId }: { readonly sourceId: string }) => sourceId,
  then: sourceSettled,
};

export const hrSourceFeature: Feature<WorkflowParts> = {
  wirings: [
    handler(CreateHrSource, createHrSource),
    handler(RotateHrSecret, rotateHrSecret),
    command(ChangeHrSource, { ...ofSource, facts: changedSourceFacts, decide: changeHrSource }),
    command(DeleteHrSource, { ...ofSource, decide: deleteHrSource }),
    list(ListHrSources, {
      entity: HrSourceRow,
      filters: { kind: equals('kind') },
      show: shownSource,
      get: { query: GetHrSource, key: 'sourceId', noun: 'source', beside: besideRevision },
    }),
    handler(CheckHrSources, checkHrSources, { reads: [hrSourceProjection] }),
  ],
  projections: [hrSourceProjection],
  schedules: [checkHrSourcesJob],
};

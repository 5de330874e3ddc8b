import { CancelProjection } from '#contracts/ops/cancel-projection';
import { DropProjection } from '#contracts/ops/drop-projection';
import { GetProjection } from '#contracts/ops/get-projection';
import { ListProjections } from '#contracts/ops/list-projections';
import { PauseProjection } from '#contracts/ops/pause-projection';
import { PromoteProjection } from '#contracts/ops/promote-projection';
import { RebuildProjection } from '#contracts/ops/rebuild-projection';
import { ResumeProjection } from '#contracts/ops/resume-projection';
import { RollbackProjection } from '#contracts/ops/rollback-projection';
import { handler, type Feature } from '#libs/runtime';
import { operationOn } from '../operation/operation-wiring.provider';
import { getProjection, listProjections } from './list-projections.query';

export const projectionFeature: Feature = {
  wirings: [
    handler(ListProjections, listProjections),
    handler(GetProjection, getProjection),
    operationOn(RebuildProjection, ({ name, promote }) => ({
      operation: 'rebuild',
      name,
      ...(promote !== undefined && { promote }),
    })),
    operationOn(PauseProjection, ({ name }) => ({ operation: 'pause', name })),
    operationOn(ResumeProjection, ({ name }) => ({ operation: 'resume', name })),
    operationOn(CancelProjection, ({ name }) => ({ operation: 'cancel', name })),
    operationOn(PromoteProjection, ({ name }) => ({ operation: 'promote', name })),
    operationOn(RollbackProjection, ({ name }) => ({ operation: 'rollback', name })),
    operationOn(DropProjection, ({ name }) => ({ operation: 'drop', name })),
  ],
};

import { ChangeStopReason } from '#contracts/kpi/change-stop-reason';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { GetStopReason } from '#contracts/kpi/get-stop-reason';
import { ListStopReasons } from '#contracts/kpi/list-stop-reasons';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { inOrganization } from '../in-organization';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { changeStopReason } from './change-stop-reason';
import { createStopReason } from './create-stop-reason';
import { StopReasonRow } from './stop-reason.entity';
import { stopReasonImport } from './stop-reason.import';
import { stopReasonProjection } from './stop-reason.projection';
import { reasonIn, stopReasons } from './stop-reasons';

export const stopReasonFeature: Feature = {
  wirings: [
    command(CreateStopReason, {
      ...inOrganization(stopReasons),
      decide: createStopReason,
      answer: (_, { events: [made], revision }) => ({ id: made?.data.reasonId ?? '', revision }),
    }),
    command(ChangeStopReason, {
      ...inOrganization(stopReasons),
      thing: (state, { reasonId }) => reasonIn(state, reasonId),
      facts: async (_, { context, lookup }) => ({ periods: await kpiPeriodsOf(context.tenantId, lookup) }),
      decide: changeStopReason,
    }),
    list(ListStopReasons, {
      entity: StopReasonRow,
      filters: { code: hasKey('codeKey'), class: equals('class') },
      show: ({ reasonId: id, tenantId: _, codeKey: __, revision: ___, ...row }) => ({ id, ...row }),
      get: { query: GetStopReason, key: 'reasonId', noun: 'stop reason' },
    }),
  ],
  projections: [stopReasonProjection],
  imports: [stopReasonImport],
};

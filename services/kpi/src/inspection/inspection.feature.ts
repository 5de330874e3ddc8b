import { CorrectInspection } from '#contracts/kpi/correct-inspection';
import { GetInspection } from '#contracts/kpi/get-inspection';
import { ListInspections } from '#contracts/kpi/list-inspections';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import { RemoveInspection } from '#contracts/kpi/remove-inspection';
import type { CommandContext } from '#libs/identity';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, list, type Feature, type ServiceParts } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { presentVersion } from '../present-version.query';
import { correctInspection } from './correct-inspection';
import { inspectionDay, inspectionIn } from './inspection-day';
import { inspectionDayIdOf, periodFacts, recordedInspectionFacts } from './inspection-facts.provider';
import { InspectionRow } from './inspection.entity';
import { inspectionProjection } from './inspection.projection';
import { dayOfInspection, shownInspection } from './inspection.query';
import { recordInspection } from './record-inspection';
import { removeInspection } from './remove-inspection';

const ofInspection = {
  on: inspectionDay,
  id: (
    { inspectionId }: { readonly inspectionId: string },
    given: { readonly context: CommandContext; readonly parts: ServiceParts },
  ) => dayOfInspection(inspectionId, given),
  facts: periodFacts,
};

export const inspectionFeature: Feature = {
  wirings: [
    command(RecordInspection, {
      on: inspectionDay,
      id: ({ lineId = null, at }, { context }) => inspectionDayIdOf({ lineId, at }, context.tenantId),
      facts: recordedInspectionFacts,
      decide: recordInspection,
      answer: (_, { events: [first], revision }) => ({ id: first?.data.inspectionId ?? '', revision }),
    }),
    command(CorrectInspection, {
      ...ofInspection,
      thing: (day, { inspectionId }) => inspectionIn(day, inspectionId),
      decide: correctInspection,
    }),
    command(RemoveInspection, {
      ...ofInspection,
      thing: (day, { inspectionId }) => inspectionIn(day, inspectionId),
      decide: removeInspection,
      answer: ({ inspectionId: id }, { revision }) => ({ id, revision }),
    }),
    list(ListInspections, {
      entity: InspectionRow,
      boundBy: presentVersion,
      filters: {
        lineId: equals('lineId'),
        from: atLeast('date'),
        to: atMost('date'),
        product: hasKey('productKey'),
        step: hasKey('stepKey'),
      },
      show: shownInspection,
      get: { query: GetInspection, key: 'inspectionId', noun: 'inspection' },
    }),
  ],
  projections: [inspectionProjection],
};

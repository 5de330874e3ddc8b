import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { MAX_STANDARDS, ProductStandardSet, type StandardValues } from '#contracts/kpi/product-standard-events';
import type { SetProductStandard } from '#contracts/kpi/set-product-standard';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingLine } from '../line/line-rules';
import { refuseClosedSetup, type SetupFacts } from '../period/closed-setup';
import { standardAt, standardValues, type ProductStandardEvent, type ProductStandards } from './product-standards';

/** The values are all of a standard: one that is not given is none. */
export function setProductStandard(
  command: SetProductStandard,
  state: ProductStandards,
  given: Given<SetupFacts>,
): ProductStandardEvent[] {
  const { product, lineId, validFrom, runSeconds } = command;
  const { newId, facts } = given;
  refuseMissingLine(facts.lines, lineId);
  const former = standardAt(state, command);
  if (!former && state.count >= MAX_STANDARDS) refuse('LIMIT_REACHED', { limit: MAX_STANDARDS });
  const values: StandardValues = {
    runSeconds,
    labourHours: command.labourHours ?? null,
    unitsPerPack: command.unitsPerPack ?? null,
    opportunities: command.opportunities ?? null,
  };
  if (former && FIELDS.every((field) => values[field] === former.values[field])) return [];
  refuseClosedSetup({ lineIds: lineId === undefined ? null : [lineId], date: validFrom, pointer: '/validFrom' }, given);
  return [
    event(ProductStandardSet, {
      standardId: former?.id ?? newId('standard'),
      product,
      lineId: lineId ?? null,
      validFrom,
      ...values,
      before: former ? standardValues(former.values) : null,
    }),
  ];
}

const FIELDS = ['runSeconds', 'labourHours', 'unitsPerPack', 'opportunities'] as const;

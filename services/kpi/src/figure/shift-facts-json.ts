import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { OutputFacts, ShiftFacts } from './shift-facts';

/** As a column holds them: quantities and hours are decimal text. */
export interface ShiftFactsJson extends Omit<ShiftFacts, 'outputs'> {
  readonly outputs: readonly OutputFactsJson[];
}

interface OutputFactsJson extends Omit<OutputFacts, Exact> {
  readonly good: string;
  readonly rework: string;
  readonly scrap: string;
  readonly hours: string | null;
}

type Exact = 'good' | 'rework' | 'scrap' | 'hours';

export function factsJson({ outputs, ...facts }: ShiftFacts): ShiftFactsJson {
  return {
    ...facts,
    outputs: outputs.map(({ good, rework, scrap, hours, ...output }) => ({
      ...output,
      good: quantityText(good),
      rework: quantityText(rework),
      scrap: quantityText(scrap),
      hours: hours === null ? null : quantityText(hours),
    })),
  };
}

export function factsIn({ outputs, ...facts }: ShiftFactsJson): ShiftFacts {
  return {
    ...facts,
    outputs: outputs.map(({ good, rework, scrap, hours, ...output }) => ({
      ...output,
      good: quantityUnits(good),
      rework: quantityUnits(rework),
      scrap: quantityUnits(scrap),
      hours: hours === null ? null : quantityUnits(hours),
    })),
  };
}

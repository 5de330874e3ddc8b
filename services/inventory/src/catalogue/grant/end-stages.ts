import { GRANT_STAGES, type GrantStage } from '#contracts/inventory/grant-events';
import type { ExpiryStage } from '#contracts/inventory/expiry-stage';
import { daysAfter } from '#contracts/values/local-date';

/** A stage that begins so many days before the last day of something. */
export interface StageBefore<Stage extends ExpiryStage = ExpiryStage> {
  readonly stage: Stage;
  readonly days: number;
}

/** The usual stages, widest first. */
export const DEFAULT_STAGES: readonly StageBefore<GrantStage>[] = [
  { stage: '30_days', days: 30 },
  { stage: '7_days', days: 7 },
  { stage: '1_day', days: 1 },
];

/** The most urgent stage that has begun; undefined before the first. */
export function passedStage<Stage extends ExpiryStage>(
  endsOn: string,
  today: string,
  stages: readonly StageBefore<Stage>[],
): Stage | undefined {
  return stages.findLast(({ days }) => today >= daysAfter(endsOn, -days))?.stage;
}

/** The stage of a grant's end that is due to be announced; undefined where it, or a later one, has been. */
export function dueGrantStage(
  { endsOn, announced }: { readonly endsOn: string | null; readonly announced: GrantStage | null },
  today: string,
): GrantStage | undefined {
  const stage = endsOn === null ? undefined : passedStage(endsOn, today, DEFAULT_STAGES);
  const isKnown =
    announced !== null && stage !== undefined && GRANT_STAGES.indexOf(announced) >= GRANT_STAGES.indexOf(stage);
  return isKnown ? undefined : stage;
}

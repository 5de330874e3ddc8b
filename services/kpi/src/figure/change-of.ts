import type { KpiChangeReason } from '#contracts/kpi/kpi-words';
import { decimalUnits, scaledText } from '#contracts/values/amounts';
import { rounded } from '#contracts/values/fraction';
import type { Figure } from './figure-of';

const PLACES = 2;

/**
 * The change of a figure against another period, in percent of it: of the figures as they are shown, so that a reader can
 * check it. null where one of them is null, or the other is 0.
 */
export function changeOf(value: string | null, before: string | null): string | null {
  if (value === null || before === null) return null;
  const [now, then] = [decimalUnits(value, PLACES), decimalUnits(before, PLACES)];
  if (then === 0n) return null;
  const size = then < 0n ? -then : then;
  return scaledText(rounded((now - then) * 100n * 10n ** BigInt(PLACES), size), PLACES);
}

type Shown = Pick<Figure, 'value' | 'reason'>;

/** Why there is no change: the reason of the figure, or of the one that it is compared with, or that this one is 0. */
export function changeReason(figure: Shown, before: Shown): KpiChangeReason | null {
  if (changeOf(figure.value, before.value) !== null) return null;
  return figure.reason ?? before.reason ?? 'NO_BASE';
}

import type { CountLineShown } from '#contracts/inventory/get-count';
import type { CountLine } from './count';

/** A line as a caller may see it: without the permission to approve, a count is blind. */
export function shownLine(line: CountLine, seesBook: boolean): CountLineShown {
  const { itemId, locationId, lotNumber, stockQuantity, countedAt, judged, isFresh } = line;
  const known = isFresh ? null : judged;
  const figures = seesBook ? known : null;
  return {
    itemId,
    locationId,
    lotNumber,
    counted: stockQuantity,
    countedAt,
    book: figures?.book ?? null,
    variance: figures?.variance ?? null,
    value: figures?.value ?? null,
    outcome: known?.outcome ?? null,
    code: known?.code ?? null,
  };
}

import type { LineChanged } from '#contracts/kpi/line-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Group, GroupedItem } from '../figure/figures-by';

/** An item with its place among those of the same dates, as text. */
type PlacedItem = GroupedItem & { readonly place: string };

type Codes = ReadonlyMap<string, Pick<LineChanged, 'code'>>;

/** By date, then by the code of the line, then by the other fields of the group. */
export function placedItems(items: readonly GroupedItem[], lines: Codes): PlacedItem[] {
  const placed = items.map((item) => ({ ...item, place: placeOf(item.group, lines) }));
  return placed.toSorted((one, other) => (isBehind(one, placeIn(other)) ? 1 : -1));
}

/** A place in the list: the first of the dates, and the one among the items of these. */
export type Place = readonly [from: string, place: string];

export function placeIn({ dates, place }: PlacedItem): Place {
  return [dates.from, place];
}

export function isBehind({ dates: { from }, place }: PlacedItem, [thatFrom, thatPlace]: Place): boolean {
  return from > thatFrom || (from === thatFrom && place > thatPlace);
}

/** In no code and no name. */
const BETWEEN = '\u0000';
/** Behind every other one. */
const NONE = '\uFFFF';

function placeOf({ line, ...others }: Group, lines: Codes): string {
  const code = typeof line === 'string' ? foldedText(lines.get(line)?.code ?? line) : line;
  return [code, ...Object.values(others)].map((text) => text ?? NONE).join(BETWEEN);
}

/** The last things of a list, in its order, whose JSON takes no more bytes, and no more of them than `most`. */
export function newestWithin<Thing>(things: readonly Thing[], bytes: number, most: number): readonly Thing[] {
  let [from, left] = [things.length, bytes];
  while (from > 0 && things.length - from < most) {
    left -= Buffer.byteLength(JSON.stringify(things[from - 1]));
    if (left < 0) break;
    from--;
  }
  return things.slice(from);
}

interface Moved {
  readonly itemId: string;
  /** Decimal text of three places. */
  readonly quantity: string;
}

/** The quantity of each item that was issued and did not come back; items of which nothing is left are missing. */
export function leftByItem(issued: readonly Moved[], back: readonly Moved[]): ReadonlyMap<string, string> {
  const left = new Map<string, bigint>();
  const add = ({ itemId, quantity }: Moved, sign: bigint) =>
    left.set(itemId, (left.get(itemId) ?? 0n) + sign * thousandths(quantity));
  for (const each of issued) add(each, 1n);
  for (const each of back) add(each, -1n);
  return new Map([...left].flatMap(([itemId, amount]) => (amount > 0n ? [[itemId, shown(amount)] as const] : [])));
}

const thousandths = (quantity: string): bigint => BigInt(quantity.replace('.', ''));

/** Without the zeros at the end: `2`, `1.5`. */
function shown(amount: bigint): string {
  const [whole, places] = [amount / 1_000n, amount % 1_000n];
  const text = String(places).padStart(3, '0').replace(/0+$/, '');
  return text === '' ? String(whole) : `${whole}.${text}`;
}

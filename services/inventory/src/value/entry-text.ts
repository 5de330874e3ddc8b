import type { ValueEntry } from './apply';

/**
 * A movement in one line of text, as the fold of values takes it: `+12000 240000 20000 1000` for 12 pieces in with their
 * own cost and unit cost, `+12000` without, `-5000` out, `<2000 ID` back of usage ID, `~-4000` a leg of a transfer. A
 * history is folded again from these lines, which are many times quicker to read than columns.
 */
export function entryText(entry: Exclude<ValueEntry, { readonly kind: 'method' }>): string {
  switch (entry.kind) {
    case 'in': {
      const { quantity, cost } = entry;
      if (!cost) return `+${quantity}`;
      return `+${quantity} ${cost.value} ${cost.unitCost.numerator} ${cost.unitCost.denominator}`;
    }
    case 'out':
      return `-${entry.quantity}`;
    case 'take_back':
      return `<${entry.quantity} ${entry.of}`;
    case 'move':
      return `~${entry.quantity}`;
  }
}

export function entryIn(id: string, text: string): ValueEntry {
  if (text.startsWith('-')) return { kind: 'out', id, quantity: BigInt(text.slice(1)) };
  const [amount = '', second = '', numerator = '', denominator = ''] = text.slice(1).split(' ');
  const quantity = BigInt(amount);
  switch (text.charAt(0)) {
    case '<':
      return { kind: 'take_back', id, quantity, of: second };
    case '~':
      return { kind: 'move', id, quantity };
    default: {
      if (second === '') return { kind: 'in', id, quantity, cost: undefined };
      const unitCost = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
      return { kind: 'in', id, quantity, cost: { value: BigInt(second), unitCost } };
    }
  }
}

/** The signed quantity of stock that an entry moves. */
export function quantityOf(entry: ValueEntry): bigint {
  if (entry.kind === 'method') return 0n;
  return entry.kind === 'out' ? -entry.quantity : entry.quantity;
}

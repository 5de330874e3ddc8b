import type { ValueEntry } from './apply';
import type { Fraction } from '#contracts/values/fraction';
import { ONE, type OwnCost } from './own-cost';

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
  const end = text.indexOf(' ');
  const quantity = BigInt(end === -1 ? text.slice(1) : text.slice(1, end));
  switch (text.charAt(0)) {
    case '-':
      return { kind: 'out', id, quantity };
    case '<':
      return { kind: 'take_back', id, quantity, of: text.slice(end + 1) };
    case '~':
      return { kind: 'move', id, quantity };
    default:
      return { kind: 'in', id, quantity, cost: end === -1 ? undefined : ownCostIn(text.slice(end + 1)) };
  }
}

/** Movements that follow each other often have the same unit cost. */
let last = { text: '1 1', unitCost: ONE };

function ownCostIn(text: string): OwnCost {
  const end = text.indexOf(' ');
  const unitCost = text.slice(end + 1);
  if (unitCost !== last.text) last = { text: unitCost, unitCost: fractionIn(unitCost) };
  return { value: BigInt(text.slice(0, end)), unitCost: last.unitCost };
}

function fractionIn(text: string): Fraction {
  const [numerator, denominator] = text.split(' ') as [string, string];
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** The signed quantity of stock that an entry moves. */
export function quantityOf(entry: ValueEntry): bigint {
  if (entry.kind === 'method') return 0n;
  return entry.kind === 'out' ? -entry.quantity : entry.quantity;
}

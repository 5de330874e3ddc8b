import type { KnownValue } from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Fraction } from '#contracts/values/fraction';
import { fractionOf, moneyText, moneyUnits } from './movement-value';
import { noStock, type ValueState } from './value-state';

/** An event has no room for more; the value of such an item is folded from its whole history. */
const MOST_LAYERS = 256;

/** A state as an event records it, without usages of which parts come back; null where it has too many layers. */
export function knownValue(state: ValueState): KnownValue | null {
  const layers = state.layers.slice(state.oldest);
  if (layers.length > MOST_LAYERS) return null;
  return {
    method: state.method,
    quantity: quantityText(state.quantity),
    value: moneyText(state.value),
    lastCost: state.lastCost ? fractionText(state.lastCost) : null,
    layers: layers.map(({ quantity, value, unitCost }) => ({
      quantity: quantityText(quantity),
      value: moneyText(value),
      unitCost: fractionText(unitCost),
    })),
  };
}

export function stateOf({ method, quantity, value, lastCost, layers }: KnownValue): ValueState {
  return {
    ...noStock(method),
    quantity: quantityUnits(quantity),
    value: moneyUnits(value),
    lastCost: lastCost === null ? undefined : fractionOf(lastCost),
    layers: layers.map((layer) => ({
      quantity: quantityUnits(layer.quantity),
      value: moneyUnits(layer.value),
      unitCost: fractionOf(layer.unitCost),
    })),
  };
}

const fractionText = ({ numerator, denominator }: Fraction) => `${numerator}/${denominator}`;

import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import type { EffectToUndo } from '#libs/imports';

/** Undoes the transaction of a row; refused where later movements need it. */
export function reversal({ newId }: EffectToUndo) {
  return { contract: ReverseMovement, payload: { movementId: newId('movement-0') } };
}

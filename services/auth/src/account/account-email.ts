import { foldedText } from '#contracts/values/text-folding';

/** The form in which addresses are compared: without regard to case. */
export function accountEmail(address: string): string {
  return foldedText(address.trim());
}

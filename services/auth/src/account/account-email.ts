/** The form in which addresses are compared: without regard to case. */
export function accountEmail(address: string): string {
  return address.trim().normalize('NFC').toLowerCase();
}

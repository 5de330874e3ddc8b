/** The one form in which addresses are compared: nobody tells two people apart by the case of a letter. */
export function accountEmail(address: string): string {
  return address.trim().normalize('NFC').toLowerCase();
}

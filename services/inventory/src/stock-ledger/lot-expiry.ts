/** Whether a lot is past its last day, on which it can still be used; both `YYYY-MM-DD` in one calendar. */
export function isExpired(expiresOn: string, day: string): boolean {
  return expiresOn < day;
}

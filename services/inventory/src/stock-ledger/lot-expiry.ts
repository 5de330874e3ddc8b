/** Whether a lot is past its last day, through the end of which it can be used; both `YYYY-MM-DD` in one calendar. */
export function isExpired(expiresOn: string, day: string): boolean {
  return expiresOn < day;
}

import type { SessionPolicy } from '#contracts/tenancy/session-policy';

/** In days, by the database's clock. */
export interface SessionAge {
  readonly sinceSignIn: number;
  readonly sinceUse: number;
}

/** Why a session may not go on; undefined while it may. */
export function outdatedBy(
  { idleDays, maxDays }: Pick<SessionPolicy, 'idleDays' | 'maxDays'>,
  { sinceSignIn, sinceUse }: SessionAge,
): 'idle' | 'expired' | undefined {
  if (sinceSignIn >= maxDays) return 'expired';
  return sinceUse >= idleDays ? 'idle' : undefined;
}

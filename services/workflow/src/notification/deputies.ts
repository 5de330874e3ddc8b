import type { MemberAccess } from '#contracts/auth/member-access';

/** An absent user and who stands in for them. */
export interface StandIn {
  readonly userId: string;
  readonly forUserId: string;
}

/** Those who can sign in, each once: for the first of the users for whom they stand in. */
export function presentDeputies(
  absences: readonly { readonly userId: string; readonly deputyId: string }[],
  { holders }: MemberAccess,
): readonly StandIn[] {
  const isActive = (id: string) => holders.get(id)?.isActive === true;
  const byDeputy = new Map<string, StandIn>();
  for (const { userId: forUserId, deputyId: userId } of absences) {
    if (isActive(forUserId) && isActive(userId) && !byDeputy.has(userId)) byDeputy.set(userId, { userId, forUserId });
  }
  return [...byDeputy.values()];
}

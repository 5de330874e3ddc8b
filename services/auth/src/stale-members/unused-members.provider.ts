import { LessThan } from 'typeorm';
import type { CommandContext } from '#libs/identity';
import type { AuthParts } from '../auth.provider';
import { MemberRow } from '../members/member.entity';
import type { UnusedMembers } from './find-stale-members';
import { STALE_DAYS } from './member-use.store';

/** Active members whom nobody changed, and who were not active, within the time after which one is stale. */
export async function unusedMembers(
  _command: object,
  {
    context: { tenantId, now },
    parts: { tenantReader, memberUse },
  }: { readonly context: CommandContext; readonly parts: AuthParts },
): Promise<UnusedMembers> {
  const since = new Date(Date.parse(now) - STALE_DAYS * 86_400_000);
  const rows = await tenantReader.query(tenantId, (manager) =>
    manager.find(MemberRow, {
      select: { membershipId: true },
      where: { tenantId, status: 'active', updatedAt: LessThan(since.toISOString()) },
    }),
  );
  const used = await memberUse.usedSince(tenantId, since);
  return { unused: rows.map(({ membershipId }) => membershipId).filter((id) => !used.has(id)) };
}

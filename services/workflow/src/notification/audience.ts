import { membersWith, type MemberAccess } from '#contracts/auth/member-access';
import type { NotificationAudience } from '#contracts/workflow/raise-notification';

/** The active members whom an audience means, each once. */
export function audienceAmong(
  members: MemberAccess,
  { userIds, roles: wanted, assigned: things, permission, serviceId, productId }: NotificationAudience,
): readonly string[] {
  const about = [serviceId, productId].filter((id) => id !== null);
  const permitted = permission ? membersWith(members, permission, about) : [];
  const held = [...members.holders].filter(
    ([, { roles, assigned }]) =>
      roles.some((role) => wanted.includes(role)) || assigned.some((thing) => things.includes(thing)),
  );
  const all = new Set([...userIds, ...permitted, ...held.map(([id]) => id)]);
  return [...all].filter((id) => members.holders.get(id)?.isActive === true);
}

import { HoldPassword } from '#contracts/auth/hold-password';
import type { CommandContext } from '#libs/identity';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';

async function holdPassword(
  { passwordId, password, organizationId, membershipId }: HoldPassword,
  _context: CommandContext,
  { passwords }: AuthParts,
) {
  await passwords.hold({ passwordId, password, owner: { organizationId, membershipId } });
  return { answer: { passwordId } };
}

export const passwordFeature: Feature<AuthParts> = { wirings: [handler(HoldPassword, holdPassword)] };

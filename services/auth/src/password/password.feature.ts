import { HoldPassword } from '#contracts/auth/hold-password';
import type { CommandContext } from '#libs/identity';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';

async function holdPassword(command: HoldPassword, _context: CommandContext, { passwords, strength }: AuthParts) {
  const { passwordId, password, organizationId, membershipId, email, name } = command;
  await strength.refuseWeak({ password, of: [email ?? '', name ?? ''] });
  await passwords.hold({ passwordId, password, owner: { organizationId, membershipId } });
  return { answer: { passwordId } };
}

export const passwordFeature: Feature<AuthParts> = { wirings: [handler(HoldPassword, holdPassword)] };

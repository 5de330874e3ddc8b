import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MAX_LIVE_SECRETS } from '#contracts/workflow/get-hr-source';
import { HrSourceSecretRotated } from '#contracts/workflow/hr-source-events';
import type { RotateHrSecret } from '#contracts/workflow/rotate-hr-secret';
import type { Given } from '#libs/event-sourcing';
import { refuseMissing } from './change-hr-source';
import { goodAt, type HrSource, type HrSourceEvent } from './hr-source';

const DAY_MS = 86_400_000;

/** Earlier secrets are good for a day more, unless the command says otherwise: calls under way are still taken. */
export function rotateHrSecret(
  { sourceId, formerUntil }: Pick<RotateHrSecret, 'sourceId' | 'formerUntil'>,
  state: HrSource,
  { facts, now }: Given<{ readonly secretId: string }>,
): HrSourceEvent[] {
  refuseMissing(state);
  const until = formerUntil ?? new Date(Date.parse(now) + DAY_MS).toISOString();
  const kept = until > now ? goodAt(state.secrets, now).length : 0;
  if (kept >= MAX_LIVE_SECRETS) {
    const message = `A source may have ${MAX_LIVE_SECRETS} good secrets; end the earlier ones sooner with formerUntil`;
    throw new DomainError('LIMIT_REACHED', message, { limit: MAX_LIVE_SECRETS });
  }
  return [event(HrSourceSecretRotated, { sourceId, secretId: facts.secretId, formerUntil: until })];
}

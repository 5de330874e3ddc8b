import { SweepSecrets } from '#contracts/auth/sweep-secrets';
import { everyMinutes, job } from '#libs/schedules';

export const sweepSecretsJob = job({
  name: 'auth.sweep-secrets',
  service: 'auth',
  at: everyMinutes(60),
  scope: 'platform',
  send: () => [{ contract: SweepSecrets, payload: {} }],
});

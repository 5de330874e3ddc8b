import { SweepSecrets } from '#contracts/auth/sweep-secrets';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { sweepSecrets } from './sweep-secrets.handler';
import { sweepSecretsJob } from './sweep-secrets.job';

export const sweepFeature: Feature<AuthParts> = {
  wirings: [handler(SweepSecrets, sweepSecrets)],
  schedules: [sweepSecretsJob],
};

import { StepUp } from '#contracts/auth/step-up';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { stepUp } from './step-up.handler';

export const stepUpFeature: Feature<AuthParts> = { wirings: [handler(StepUp, stepUp)] };

import type { Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { accountProjection } from './account.projection';

/** Logins of the platform; they are made and changed by the features that need them. */
export const accountFeature: Feature<AuthParts> = { wirings: [], projections: [accountProjection] };

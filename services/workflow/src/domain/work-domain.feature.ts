import type { Feature } from '#libs/runtime';
import { workDomainProjection } from './work-domain.projection';

export const workDomainFeature: Feature = { wirings: [], projections: [workDomainProjection] };

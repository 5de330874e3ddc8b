import type { Feature } from '#libs/runtime';
import { organizations } from './organizations.entity';

export const organizationFeature: Feature = { wirings: [], directories: [organizations] };

import { SwitchOrganization } from '#contracts/auth/switch-organization';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { switchOrganization } from './switch-organization.handler';

export const switchFeature: Feature<AuthParts> = { wirings: [handler(SwitchOrganization, switchOrganization)] };

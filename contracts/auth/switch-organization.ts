import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { SignedIn } from './signed-in';

/**
 * This session ends, and goes on in the organisation under a new id. Persons of the platform may switch into any
 * organisation, which is recorded there and in the platform's trail. A session by a password that an organisation set,
 * or by its provider, cannot switch.
 */
@Command({
  subject: 'auth.switch-organization',
  permission: 'self',
  route: 'POST /auth/switch-organization',
  status: 200,
  summary: 'Go on in another organisation',
  answers: SignedIn,
  refuses: ['FORBIDDEN', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  platform: true,
})
export class SwitchOrganization {
  @Id() organizationId!: string;
}

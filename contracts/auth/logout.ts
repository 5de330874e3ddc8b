import { Command } from '../declare/contract';
import { Created } from '../created';

@Command({
  subject: 'auth.logout',
  permission: 'self',
  route: 'POST /auth/logout',
  status: 200,
  summary: 'End this session',
  answers: Created,
  platform: true,
  beforePasswordChange: true,
})
export class Logout {}

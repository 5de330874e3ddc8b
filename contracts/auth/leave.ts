import { Command } from '../declare/contract';
import { Created } from '../created';

@Command({
  subject: 'auth.leave',
  permission: 'self',
  route: 'POST /auth/leave',
  status: 200,
  summary: 'Leave the organisation that this session acts in; its sessions there end',
  answers: Created,
  refuses: ['LAST_ADMIN', 'NOT_FOUND'],
})
export class Leave {}

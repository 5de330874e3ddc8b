import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class ExpiredApiKeys {
  @Count({ min: 0, max: 1e9, example: 3, description: 'The number of keys whose expiry was recorded' }) keys!: number;
}

/** Sent by auth's own job. A key is refused from its expiry on; this records it. */
@Command({
  subject: 'auth.expire-api-keys',
  permission: 'service',
  status: 200,
  summary: 'Record the expiry of API keys',
  answers: ExpiredApiKeys,
  sentBy: ['auth'],
  platform: true,
})
export class ExpireApiKeys {}

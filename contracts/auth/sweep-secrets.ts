import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class SweptSecrets {
  @Count({ min: 0, max: 1e9, example: 3, description: 'How many rows were taken away' }) rows!: number;
}

/** Sent once an hour by auth's own job; again, it goes on where it was broken off. */
@Command({
  subject: 'auth.sweep-secrets',
  permission: 'service',
  status: 200,
  summary: 'Take away passwords, sessions, tokens and failed sign-ins that nothing can need any more',
  answers: SweptSecrets,
  sentBy: ['auth'],
  platform: true,
})
export class SweepSecrets {}

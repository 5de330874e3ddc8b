import { Created } from '../created';
import { Command } from '../declare/contract';
import { Secret, Text } from '../declare/fields';

export class CreatedCalendarFeed extends Created {
  @Secret({
    max: 500,
    optional: true,
    description: 'The address to subscribe to, which is a secret. Shown once: absent in the answer to a repetition',
  })
  url?: string;
}

@Command({
  subject: 'workflow.create-calendar-feed',
  permission: 'self',
  route: 'POST /calendar-feeds',
  status: 201,
  summary: 'Create a feed of your calendar in this organisation, for other calendar programs',
  answers: CreatedCalendarFeed,
  refuses: ['LIMIT_REACHED'],
})
export class CreateCalendarFeed {
  @Text({ max: 100, optional: true, example: 'Phone', description: 'To tell it from your other feeds' }) name?: string;
}

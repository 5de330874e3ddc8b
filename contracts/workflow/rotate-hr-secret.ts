import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Instant, Secret } from '../declare/fields';

export class RotatedHrSecret extends Created {
  @Secret({ max: 1000, optional: true, description: 'Shown once: absent in the answer to a repetition' })
  secret?: string;
}

@Command({
  subject: 'workflow.rotate-hr-secret',
  permission: 'workflow.source.manage',
  route: 'POST /webhook-sources/{sourceId}/rotate-secret',
  status: 200,
  summary: 'Give a source of HR events another secret',
  answers: RotatedHrSecret,
  refuses: ['LIMIT_REACHED'],
})
export class RotateHrSecret {
  @Id() sourceId!: string;
  @Secret({
    min: 8,
    max: 1000,
    optional: true,
    description: 'The one that the HR system signs with, if it makes it. Default: one is made up',
  })
  secret?: string;
  @Instant({
    optional: true,
    example: '2199-01-31T09:30:00.000Z',
    description: 'The earlier secrets are good until then. Default: for a day from now',
  })
  formerUntil?: string;
}

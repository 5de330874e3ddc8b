import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Flag, Nested, Secret, Slug, Text } from '../declare/fields';
import { Dictionary } from '../declare/open-fields';
import { WebAddress } from '../values/web-address';
import {
  HR_SOURCE_KINDS,
  LAST_DAYS,
  MAX_DEPARTMENT_MAPPINGS,
  type HrSourceKind,
  type LastDay,
} from './hr-source-events';

/** The API that people are fetched from. The credential is stored encrypted, and never shown. */
export class HrSourceApi {
  @WebAddress({ example: 'https://api.bamboohr.com/api/gateway.php/acme/v1' }) url!: string;
  @Secret({ max: 2000 }) credential!: string;
}

export class CreatedHrSource extends Created {
  @Text({
    max: 1000,
    example: 'https://ops.example.com/api/v1/webhooks/hr/acme-bamboohr',
    description: 'To be entered in the HR system',
  })
  url!: string;
  @Secret({ max: 1000, optional: true, description: 'Shown once: absent in the answer to a repetition' })
  secret?: string;
}

/** The secret is made up, unless the HR system makes it. */
@Command({
  subject: 'workflow.create-hr-source',
  permission: 'workflow.source.manage',
  route: 'POST /webhook-sources',
  status: 201,
  location: '/webhook-sources/{id}',
  summary: 'Create a source of HR events',
  answers: CreatedHrSource,
  refuses: ['CONFLICT', 'DUPLICATE', 'NOT_FOUND'],
})
export class CreateHrSource {
  @Slug({ description: 'Part of its address. No other source on this platform has it, or had it' }) slug!: string;
  @Choice(HR_SOURCE_KINDS) kind!: HrSourceKind;
  @Text({ max: 100, example: 'BambooHR' }) name!: string;
  @Secret({
    min: 8,
    max: 1000,
    optional: true,
    description: 'The one that the HR system signs with, if it makes it. Default: one is made up',
  })
  secret?: string;
  @Choice(LAST_DAYS, {
    optional: true,
    description: 'What the date of a leave means. Default: last_day_in',
  })
  lastDay?: LastDay;
  @Nested(() => HrSourceApi, { optional: true }) api?: HrSourceApi;
  @Dictionary(Text({ max: 200 }), {
    max: MAX_DEPARTMENT_MAPPINGS,
    optional: true,
    example: { Kitchen: 'Bakery' },
    description: 'From their departments to ours, by id or name. Others have the same name here, or none',
  })
  departments?: Readonly<Record<string, string>>;
  @Flag({
    optional: true,
    example: false,
    description: 'webhooks/hr/onboarding and /offboarding lead here. Default: true for the first source',
  })
  isDefault?: boolean;
}

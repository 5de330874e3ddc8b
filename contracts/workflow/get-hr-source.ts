import { Query } from '../declare/contract';
import { Choice, Count, Flag, Id, Instant, List, Measurement, Nested, Slug, Text } from '../declare/fields';
import { Dictionary } from '../declare/open-fields';
import { WebAddress } from '../values/web-address';
import {
  HR_SOURCE_ALARMS,
  HR_SOURCE_KINDS,
  LAST_DAYS,
  MAX_DEPARTMENT_MAPPINGS,
  type HrSourceAlarm,
  type HrSourceKind,
  type LastDay,
} from './hr-source-events';

/** A secret that is good now, or will be no more at some time. */
export class HrSecretTerm {
  @Instant() since!: string;
  @Instant({ nullable: true, description: 'Null: until another one replaces it' }) until!: string | null;
}

/** The most secrets of a source at once. */
export const MAX_LIVE_SECRETS = 5;

export class HrSourceHealth {
  @Flag({ description: 'It has called and was accepted' }) connected!: boolean;
  @Instant({ nullable: true }) lastDeliveryAt!: string | null;
  @Measurement({ min: 0, max: 1e9, nullable: true, description: 'From receipt to effect, of the last one' })
  lagSeconds!: number | null;
  @Measurement({ min: 0, max: 1e9, nullable: true, description: 'Between deliveries; null: too few to tell' })
  usualGapSeconds!: number | null;
  @Count({ min: 0, max: 1e9, description: 'Calls in a row that were not accepted' }) failures!: number;
  @Count({ min: 0, max: 1e9, description: 'Deliveries that a rule refused, and nobody has retried' })
  failed!: number;
  @Count({ min: 0, max: 1e9, description: 'Calls in quarantine' }) quarantined!: number;
  @Count({
    min: 0,
    max: 1e9,
    description: 'Events about people whose department is not known here, since `departments` was changed last',
  })
  unknownDepartments!: number;
  @List(Choice(HR_SOURCE_ALARMS), { max: 10 }) alarms!: readonly HrSourceAlarm[];
}

export class HrSource {
  @Id() id!: string;
  @Slug() slug!: string;
  @Choice(HR_SOURCE_KINDS) kind!: HrSourceKind;
  @Text({ max: 100, example: 'BambooHR' }) name!: string;
  @Text({ max: 1000, example: 'https://ops.example.com/api/v1/webhooks/hr/acme-bamboohr' }) url!: string;
  @Choice(LAST_DAYS) lastDay!: LastDay;
  @WebAddress({ nullable: true }) apiUrl!: string | null;
  @Dictionary(Text({ max: 200 }), { max: MAX_DEPARTMENT_MAPPINGS, example: { Kitchen: 'Bakery' } })
  departments!: Readonly<Record<string, string>>;
  @Flag() isDefault!: boolean;
  @List(Nested(() => HrSecretTerm), { max: MAX_LIVE_SECRETS }) secrets!: readonly HrSecretTerm[];
  @Nested(() => HrSourceHealth) health!: HrSourceHealth;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'workflow.get-hr-source',
  permission: 'workflow.source.read',
  route: 'GET /webhook-sources/{sourceId}',
  summary: 'Read a source of HR events, with its health and without its secrets',
  answers: HrSource,
  etag: true,
})
export class GetHrSource {
  @Id() sourceId!: string;
}

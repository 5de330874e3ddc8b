import { Event, type EventOf, type EventOptions } from '../declare/event';
import { Count, Id, List, Name, Text } from '../declare/fields';

/**
 * Somebody was shown something. The actor is who; the route and the names of what was asked with say how they came to
 * it. What was typed is no part of it.
 */
export class Disclosed {
  @Id({ description: 'Whose it is; the tenant `platform` for what is of none' }) organizationId!: string;
  @Text({
    max: 200,
    example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
    description: 'The one thing that was shown; the organisation, for a list',
  })
  entityId!: string;
  @Name({ example: 'auth.list-users' }) query!: string;
  @Text({ max: 200, example: 'GET /api/v1/users', description: 'As declared, without ids' }) route!: string;
  @List(Name({ example: 'status' }), { max: 50, description: 'Names of what was asked with, never the values' })
  parameters!: readonly string[];
  @Count({ min: 0, max: 1_000_000, description: 'Of the first page, where a list was given whole' }) rows!: number;
}

const declared = (type: string, summary: string): EventOptions<Disclosed> => ({
  version: 1,
  entity: { type, id: 'entityId' },
  occurrence: true,
  action: `${type}.read`,
  summary,
});

@Event<PersonalDataRead>(declared('personal_data', 'Somebody was shown personal data of others'))
export class PersonalDataRead extends Disclosed {
  static readonly type = 'PersonalDataRead';
}

@Event<AuditTrailRead>(declared('audit_trail', 'Somebody was shown the audit trail'))
export class AuditTrailRead extends Disclosed {
  static readonly type = 'AuditTrailRead';
}

export type DisclosureEvent = EventOf<typeof PersonalDataRead> | EventOf<typeof AuditTrailRead>;

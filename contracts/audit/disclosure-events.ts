import { Event, type EventOf, type EventOptions } from '../declare/event';
import { Count, Id, List, Name, Text } from '../declare/fields';

/**
 * A person was shown data that is recorded. The actor is that person; the route and the names of the request's
 * parameters tell how. Their values are left out.
 */
export class Disclosed {
  @Id({ description: 'The organisation of the data; the tenant `platform` for data of none' }) organizationId!: string;
  @Text({
    max: 200,
    example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
    description: 'The one thing that was shown; the organisation, for a list',
  })
  entityId!: string;
  @Name({ example: 'auth.list-users' }) query!: string;
  @Text({ max: 200, example: 'GET /api/v1/users', description: 'As declared, without ids' }) route!: string;
  @List(Name({ example: 'status' }), { max: 50, description: "Names of the request's parameters, never the values" })
  parameters!: readonly string[];
  @Count({ min: 0, max: 1_000_000, description: 'Of the first page, for a list given whole' }) rows!: number;
}

const declared = (type: string, summary: string): EventOptions<Disclosed> => ({
  version: 1,
  entity: { type, id: 'entityId' },
  occurrence: true,
  action: `${type}.read`,
  summary,
});

@Event<PersonalDataRead>(declared('personal_data', 'Personal data of others was shown'))
export class PersonalDataRead extends Disclosed {
  static readonly type = 'PersonalDataRead';
}

@Event<AuditTrailRead>(declared('audit_trail', 'The audit trail was shown'))
export class AuditTrailRead extends Disclosed {
  static readonly type = 'AuditTrailRead';
}

export type DisclosureEvent = EventOf<typeof PersonalDataRead> | EventOf<typeof AuditTrailRead>;

import { Event, type EventOptions } from '../declare/event';
import { Id, List, Text } from '../declare/fields';

/** The most members of a domain, its owner among them. */
export const MAX_DOMAIN_MEMBERS = 500;

/** The events of a domain: an area of work with an owner and members, who are users of the organisation. */
export class DomainFact {
  @Id() domainId!: string;
}

const declared = (action: string, summary: string): EventOptions<DomainFact> => ({
  category: 'tenancy.domain',
  version: 1,
  entity: { type: 'domain', id: 'domainId' },
  action,
  summary,
});

/** The owner is its one member. */
@Event<DomainCreated>({
  ...declared('domain.created', 'A domain was created'),
  entity: { type: 'domain', id: 'domainId', label: 'name' },
  implies: { status: 'active' },
})
export class DomainCreated extends DomainFact {
  static readonly type = 'DomainCreated';
  @Text({ max: 200 }) name!: string;
  @Text({ max: 500, nullable: true, lines: true }) description!: string | null;
  @Id() ownerId!: string;
}

@Event<DomainChanged>({
  ...declared('domain.changed', 'A domain was changed'),
  entity: { type: 'domain', id: 'domainId', label: 'name' },
})
export class DomainChanged extends DomainFact {
  static readonly type = 'DomainChanged';
  @Text({ max: 200 }) name!: string;
  @Text({ max: 500, nullable: true, lines: true }) description!: string | null;
  @Id() ownerId!: string;
}

/** The whole set, the owner included, in ascending order. */
@Event<DomainMembersSet>({ ...declared('domain.members_set', 'The members of a domain were set') })
export class DomainMembersSet extends DomainFact {
  static readonly type = 'DomainMembersSet';
  @List(Id(), { max: MAX_DOMAIN_MEMBERS, min: 1 }) members!: readonly string[];
}

@Event<DomainDeleted>({ ...declared('domain.deleted', 'A domain was deleted'), implies: { status: 'deleted' } })
export class DomainDeleted extends DomainFact {
  static readonly type = 'DomainDeleted';
}

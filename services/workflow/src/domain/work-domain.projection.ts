import { on } from '#contracts/declare/on';
import { DomainChanged, DomainCreated, DomainDeleted, DomainMembersSet } from '#contracts/tenancy/domain-events';
import { change, projection } from '#libs/projections';
import { WorkDomainRow } from './work-domain.entity';

export const workDomainProjection = projection({
  name: 'work-domain',
  service: 'workflow',
  version: 1,
  tables: [WorkDomainRow],
  keyColumn: 'domainId',
  key: (event) => (event.data as { domainId: string }).domainId,
  on: [
    on(DomainCreated, ({ tenantId, data: { domainId, name, ownerId }, revision }) => [
      change(WorkDomainRow, { tenantId, domainId }, () => ({ tenantId, domainId, name, members: [ownerId], revision })),
    ]),
    on(DomainChanged, ({ tenantId, data: { domainId, name }, revision }) => [
      change(WorkDomainRow, { tenantId, domainId }, (row) => row && { ...row, name, revision }),
    ]),
    on(DomainMembersSet, ({ tenantId, data: { domainId, members }, revision }) => [
      change(WorkDomainRow, { tenantId, domainId }, (row) => row && { ...row, members, revision }),
    ]),
    on(DomainDeleted, ({ tenantId, data: { domainId } }) => [
      change(WorkDomainRow, { tenantId, domainId }, () => undefined),
    ]),
  ],
});

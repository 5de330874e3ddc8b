import { on } from '#contracts/declare/on';
import { DomainChanged, DomainCreated, DomainDeleted, DomainMembersSet } from '#contracts/tenancy/domain-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection } from '#libs/projections';
import { DomainRow } from './domain.entity';

type Changed = Recorded<{ type: string; data: { domainId: string } }>;

function changed({ tenantId, data, revision, recordedAt: updatedAt }: Changed, fields: Partial<DomainRow>) {
  const key = { tenantId, domainId: data.domainId };
  return [change(DomainRow, key, (row) => row && { ...row, ...fields, updatedAt, revision })];
}

export const domainProjection = projection({
  name: 'domain',
  service: 'tenancy',
  version: 1,
  tables: [DomainRow],
  keyColumn: 'domainId',
  key: (event) => (event.data as { domainId: string }).domainId,
  on: [
    on(DomainCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(DomainRow, { tenantId, domainId: data.domainId }, () => ({
        ...data,
        tenantId,
        members: [data.ownerId],
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(DomainChanged, (event) => {
      const { name, description, ownerId } = event.data;
      return changed(event, { name, description, ownerId });
    }),
    on(DomainMembersSet, (event) => changed(event, { members: event.data.members })),
    on(DomainDeleted, ({ tenantId, data: { domainId } }) => [
      change(DomainRow, { tenantId, domainId }, () => undefined),
    ]),
  ],
});

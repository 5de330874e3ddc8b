import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { OrganizationCreated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import type { TestInventory } from '../inventory.fixture';

/** Such an organisation's first event. */
export function inZone(organizationId: string, timeZone: string) {
  const limits = { employees: 1, users: 1, requestsPerMinute: null };
  const described = { slug: 'acme', name: 'Acme', type: 'company', tier: 'free', currency: 'EUR', limits } as const;
  return event(OrganizationCreated, { organizationId, timeZone, ...described });
}

/** An organisation in a time zone, as tenancy records it; returns its id. */
export async function organizationIn(service: TestInventory, timeZone: string): Promise<string> {
  const id = randomUUID();
  await service.append('tenancy.organization', { tenantId: id, id }, [
    inZone(id, timeZone),
    event(OrganizationSuspended, { organizationId: id, reason: null }),
  ]);
  return id;
}

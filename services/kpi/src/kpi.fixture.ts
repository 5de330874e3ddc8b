import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { LocationCreated } from '#contracts/inventory/location-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { ServiceFixture } from '#libs/testing';
import { kpi } from './kpi.service';

/** Small enough that streams are also read and folded anew. */
const CACHE_BYTES = 4_000;

/** Lines and their setup, for the specs of this service. */
export class TestKpi extends ServiceFixture {
  static open(): Promise<TestKpi> {
    return new TestKpi(kpi, { cacheBytes: CACHE_BYTES }).started();
  }

  /** A new organisation in a time zone. */
  async organization(timeZone = 'Europe/Berlin'): Promise<string> {
    const id = randomUUID();
    const created = event(OrganizationCreated, {
      organizationId: id,
      slug: `org-${id.slice(0, 8)}`,
      name: 'Works',
      type: 'company',
      timeZone,
      currency: 'EUR',
      tier: 'free',
      limits: { employees: 1, users: 1, requestsPerMinute: null },
    });
    await this.append('tenancy.organization', { tenantId: id, id }, [created]);
    return id;
  }

  /** A location of the stock of an organisation. */
  async location(tenantId: string): Promise<string> {
    const locationId = randomUUID();
    const created = event(LocationCreated, {
      locationId,
      code: 'S',
      name: 'Shed',
      temperatureZone: 'dry',
      parentId: null,
      active: true,
    });
    await this.append('inventory.locations', { tenantId, id: tenantId }, [created]);
    return locationId;
  }
}

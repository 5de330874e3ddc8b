import { randomUUID } from 'node:crypto';
import { MembershipAccepted, MembershipGranted } from '#contracts/auth/membership-events';
import { event, type DomainEvent } from '#contracts/declare/event';
import { LocationCreated } from '#contracts/inventory/location-events';
import { EmployeeAdded, EmployeeErased, SpellStarted } from '#contracts/tenancy/employee-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { eventually } from '#libs/testing/eventually';
import { ServiceFixture } from '#libs/testing/service-fixture';
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

  /** An employee of an organisation. */
  async employee(tenantId: string): Promise<string> {
    const employeeId = randomUUID();
    const details = { email: null, position: null, location: null, departmentId: null, managerId: null };
    const known = { source: 'manual', externalId: null, identity: null };
    await this.append('tenancy.employee', { tenantId, id: employeeId }, [
      event(EmployeeAdded, { employeeId, firstName: 'Ada', lastName: 'Lovelace', ...details, ...known }),
      event(SpellStarted, { employeeId, spell: 1, startsOn: '2025-01-01' }),
    ]);
    return employeeId;
  }

  /** A member of an organisation, who may read figures. */
  async user(tenantId: string, roles: readonly string[] = ['viewer']): Promise<string> {
    const membershipId = randomUUID();
    const of = { membershipId, organizationId: tenantId };
    const email = `${membershipId}@example.org`;
    await this.members(
      tenantId,
      event(MembershipGranted, { ...of, roles, email, name: 'Ada', passwordId: null }),
      event(MembershipAccepted, { ...of, by: 'invitation' }),
    );
    return membershipId;
  }

  async members(tenantId: string, ...events: readonly DomainEvent[]): Promise<void> {
    const stream = { tenantId, id: tenantId };
    const known = await this.recorded('auth.members', stream);
    await this.append('auth.members', stream, events, { expected: known.at(-1)?.revision ?? 'none' });
  }

  /** Erases an employee, as tenancy and this service do; resolves when both are done. */
  async eraseEmployee(tenantId: string, employeeId: string): Promise<void> {
    const stores = { projections: [], stores: [] };
    const services = ['kpi', 'tenancy'];
    const parts = [
      this.openErasures({ services }),
      this.openErasures({ services, through: { name: 'tenancy', ...stores } }),
    ];
    for (const each of parts) {
      await each.replay(new AbortController().signal);
      await each.start();
    }
    const erased = event(EmployeeErased, { employeeId, identity: null });
    await this.append('tenancy.employee', { tenantId, id: employeeId }, [erased], { expected: 1 });
    await eventually(async () => {
      const steps = await this.recorded('privacy.erasure', { tenantId, id: employeeId });
      expect(steps.map(({ type }) => type)).toContain('SubjectErased');
    });
    for (const each of parts) await each.stop();
  }
}

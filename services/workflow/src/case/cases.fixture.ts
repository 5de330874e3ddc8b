import { randomUUID } from 'node:crypto';
import { MembershipAccepted, MembershipGranted } from '#contracts/auth/membership-events';
import { contractOf } from '#contracts/declare/contract';
import { event, type DomainEvent } from '#contracts/declare/event';
import { DomainError, type ErrorCode } from '#contracts/errors';
import { DepartmentGrantsSet } from '#contracts/inventory/grant-defaults-events';
import { ProductGranted } from '#contracts/inventory/grant-events';
import { ProductAdded } from '#contracts/inventory/product-events';
import { ServiceCreated } from '#contracts/inventory/service-events';
import { EmployeeAdded, EmployeeLinked, SpellStarted } from '#contracts/tenancy/employee-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { Reactors, introduceReactors } from '#libs/event-sourcing';
import type { Actor } from '#libs/identity';
import { ROLES } from '#libs/read-models';
import { ServiceFixture, type StreamOf } from '#libs/testing/service-fixture';
import { workflow } from '../workflow.service';

/** A command to another service, as a reactor sent it. */
export interface SentElsewhere {
  readonly name: string;
  readonly payload: object;
}

/** The service with organisations, people and products as the other services record them. */
export class TestCases extends ServiceFixture {
  /** Commands to other services, which are not there. */
  readonly elsewhere: SentElsewhere[] = [];
  /** What these answer, by the contract's name. Default: they are carried out. */
  readonly refusals = new Map<string, ErrorCode>();

  static open(): Promise<TestCases> {
    return new TestCases(workflow).started();
  }

  /** Runs the service's reactors until they are stopped. */
  async react(): Promise<Pick<Reactors, 'stop'>> {
    const pool = this.pool(ROLES.projector);
    const declared = workflow.features.flatMap(({ reactors: each = [] }) => each);
    await introduceReactors(pool, declared, () => this.log.head());
    const reactors = new Reactors({
      feed: this.reader,
      log: this.log,
      codec: this.codec,
      pool,
      send: async (_, contract, payload, context) => {
        const { service, name } = contractOf(contract);
        if (service === 'workflow') return this.dispatch(contract, payload, context);
        const code = this.refusals.get(name);
        if (code) throw new DomainError(code);
        this.elsewhere.push({ name, payload });
        return {};
      },
      onFault: (_, error) => void this.faults.push(error),
      contendEveryMs: 20,
      retryMs: { first: 5, longest: 20 },
      parkedRetryMs: { first: 20, longest: 40 },
    });
    reactors.start(declared);
    return reactors;
  }

  /** Appends behind what the stream holds. */
  async record(category: string, of: StreamOf, ...events: readonly DomainEvent[]): Promise<void> {
    const { length } = await this.recorded(category, of);
    await this.append(category, of, events, { expected: length === 0 ? 'none' : length - 1 });
  }

  async organization(): Promise<string> {
    const id = randomUUID();
    const limits = { employees: 1, users: 1, requestsPerMinute: null };
    const described = { slug: 'nord', name: 'Nord', type: 'company', tier: 'free', currency: 'EUR', limits } as const;
    const created = event(OrganizationCreated, { organizationId: id, timeZone: 'Europe/Berlin', ...described });
    await this.record('tenancy.organization', { tenantId: id, id }, created);
    return id;
  }

  async user(tenantId: string, roles: readonly string[] = ['viewer']): Promise<Actor> {
    const membershipId = randomUUID();
    const of = { membershipId, organizationId: tenantId };
    const person = { roles, email: 'ada@example.com', name: 'Ada', passwordId: null };
    await this.record(
      'auth.members',
      { tenantId, id: tenantId },
      event(MembershipGranted, { ...of, ...person }),
      event(MembershipAccepted, { ...of, by: 'password' }),
    );
    return { id: membershipId, type: 'user', roles };
  }

  async employee(
    tenantId: string,
    startsOn: string,
    more: Partial<EmployeeAdded> & { readonly userId?: string } = {},
  ): Promise<string> {
    const employeeId = randomUUID();
    const { userId, ...details } = more;
    const person = { firstName: 'Ana', lastName: 'Lovelace', email: null, position: null, location: null };
    const of = { departmentId: null, managerId: null, source: 'manual', externalId: null, identity: null };
    await this.record(
      'tenancy.employee',
      { tenantId, id: employeeId },
      event(EmployeeAdded, { employeeId, ...person, ...of, ...details }),
      event(SpellStarted, { employeeId, spell: 1, startsOn }),
      ...(userId === undefined ? [] : [event(EmployeeLinked, { employeeId, userId, by: 'hand' })]),
    );
    return employeeId;
  }

  /** Products of one service; gives their ids. */
  async products(tenantId: string, names: readonly string[], ownerId: string | null = null): Promise<string[]> {
    const serviceId = randomUUID();
    const added = names.map((name) => ({ serviceId, productId: randomUUID(), name, plan: null, seats: null }));
    await this.record(
      'inventory.service',
      { tenantId, id: serviceId },
      event(ServiceCreated, { serviceId, name: 'Contoso', category: null, ownerId, url: null, note: null }),
      ...added.map((each) => event(ProductAdded, { ...each, ownerId: null })),
    );
    return added.map(({ productId }) => productId);
  }

  async defaults(tenantId: string, products: readonly string[]): Promise<string> {
    const departmentId = randomUUID();
    const set = event(DepartmentGrantsSet, { departmentId, products });
    await this.record('inventory.department_grants', { tenantId, id: departmentId }, set);
    return departmentId;
  }

  async grant(tenantId: string, productId: string, employeeId: string): Promise<string> {
    const [grantId, serviceId] = [randomUUID(), randomUUID()];
    const dates = { startsOn: '2026-01-01', startsAt: '2025-12-31T23:00:00.000Z', endsOn: null, endsAt: null };
    const of = { grantId, productId, serviceId, employeeId, userId: null, departmentId: null, note: null };
    const id = serviceId;
    await this.record('inventory.service', { tenantId, id }, event(ProductGranted, { ...of, ...dates }));
    return grantId;
  }
}

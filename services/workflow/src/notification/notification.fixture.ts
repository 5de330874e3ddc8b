import { randomUUID } from 'node:crypto';
import { MembershipAccepted, MembershipGranted, MembershipLinked } from '#contracts/auth/membership-events';
import { event, type DomainEvent } from '#contracts/declare/event';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { NO_OVERRIDES } from '#contracts/tenancy/organization-limits';
import type { Page } from '#contracts/declare/list-request';
import { InboxTaskOpened } from '#contracts/workflow/inbox-events';
import {
  ListNotifications,
  type NotificationCounts,
  type NotificationDetails,
} from '#contracts/workflow/list-notifications';
import { Reactors, introduceReactors } from '#libs/event-sourcing';
import { actorOf, type Actor } from '#libs/identity';
import { ROLES } from '#libs/read-models';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { workflow } from '../workflow.service';
import { notificationFeature } from './notification.feature';

/** A user, and the actor as the gateway names it. */
export interface TestUser {
  readonly id: string;
  readonly tenantId: string;
  readonly actor: Actor;
}

const ABOUT_NOTHING = {
  employeeId: null,
  userId: null,
  handedOver: null,
  serviceId: null,
  productId: null,
  grantId: null,
  departmentId: null,
  domainId: null,
  itemId: null,
  sourceId: null,
  deliveryId: null,
};

export const roleCandidate = (role: string | null) =>
  ({ kind: 'role', role, userId: null, employeeId: null, serviceId: null }) as const;

/** The service with the reactors of notifications. */
export class TestNotifications extends ServiceFixture {
  static async open(): Promise<TestNotifications> {
    const made = await new TestNotifications(workflow).started();
    const { reactors = [] } = notificationFeature;
    const pool = made.pool(ROLES.projector);
    await introduceReactors(pool, reactors, () => made.log.head());
    const running = new Reactors({
      feed: made.reader,
      log: made.log,
      codec: made.codec,
      pool,
      send: (_service, contract, payload, context) => made.dispatch(contract, payload, context),
      onFault: (_, error) => void made.faults.push(error),
      contendEveryMs: 20,
      retryMs: { first: 5, longest: 20 },
      parkedRetryMs: { first: 20, longest: 40 },
    });
    made.closing(running, (each) => each.stop());
    running.start(reactors);
    return made;
  }

  /** An organisation in Berlin. */
  async organization(): Promise<string> {
    const tenantId = randomUUID();
    const described = { organizationId: tenantId, slug: `o-${tenantId}`, name: 'Nord', type: 'company', tier: 'free' };
    const more = { timeZone: 'Europe/Berlin', currency: 'EUR', limits: NO_OVERRIDES };
    const created = event(OrganizationCreated, { ...described, ...more } as OrganizationCreated);
    await this.append('tenancy.organization', { tenantId, id: tenantId }, [created]);
    return tenantId;
  }

  /** A user with the roles, as auth records it. */
  async user(tenantId: string, roles: readonly string[] = ['viewer']): Promise<TestUser> {
    const [membershipId, accountId] = [randomUUID(), randomUUID()];
    const of = { membershipId, organizationId: tenantId };
    await this.members(
      tenantId,
      event(MembershipGranted, { ...of, roles, email: `${accountId}@example.org`, name: 'Ada', passwordId: null }),
      event(MembershipLinked, { ...of, accountId, proofs: 0 }),
      event(MembershipAccepted, { ...of, by: 'invitation' }),
    );
    const token = { sub: accountId, membershipId, organizationId: tenantId, roles, platformRoles: [], expiresAt: 0 };
    return { id: membershipId, tenantId, actor: actorOf({ ...token, type: 'user' }) };
  }

  /** A task by itself, as a case records it. Returns its id. */
  async inboxTask(
    tenantId: string,
    { title, dueOn = null, candidates }: Pick<InboxTaskOpened, 'title' | 'candidates'> & { dueOn?: string | null },
  ): Promise<string> {
    const taskId = randomUUID();
    const opened = event(InboxTaskOpened, {
      taskId,
      caseId: null,
      taskKey: `test:${taskId}`,
      kind: 'todo',
      title,
      note: null,
      reason: null,
      candidates,
      dueOn,
      dueAfter: null,
      priority: 'normal',
      about: ABOUT_NOTHING,
    });
    await this.append('workflow.case', { tenantId, id: taskId }, [opened]);
    return taskId;
  }

  /** Events of the organisation's members. */
  async members(tenantId: string, ...events: readonly DomainEvent[]): Promise<void> {
    const stream = { tenantId, id: tenantId };
    const known = await this.recorded('auth.members', stream);
    await this.append('auth.members', stream, events, { expected: known.at(-1)?.revision ?? 'none' });
  }

  async notificationsOf({ tenantId, actor }: TestUser, query: object = {}) {
    await this.caughtUp();
    return this.ask<Page<NotificationDetails> & NotificationCounts>(ListNotifications, query, { tenantId, actor });
  }
}

import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { LinkMembership } from '#contracts/auth/link-membership';
import { CreateUser } from '#contracts/auth/create-user';
import { Login } from '#contracts/auth/login';
import { Refresh } from '#contracts/auth/refresh';
import type { SignedIn } from '#contracts/auth/signed-in';
import type { Created } from '#contracts/created';
import { event, type DomainEvent } from '#contracts/declare/event';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import type { Revision } from '#libs/event-log';
import { Reactors, type Reactor } from '#libs/event-sourcing';
import type { AccessKind, CommandContext } from '#libs/identity';
import { fileTransport, mailMigrations, openMails, type Mail, type Mails } from '#libs/mail';
import { ROLES, migrate, type MigrateOptions } from '#libs/read-models';
import { commandContext } from '#libs/testing/command-context';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { account } from './account/account';
import { createAccount } from './account/create-account';
import { accountRecipient } from './account/mail-recipient.provider';
import { auth } from './auth.service';
import { acceptMembership } from './members/accept-membership';
import { grantMembership } from './members/grant-membership';
import { linkTokens } from './links/mail-tokens.provider';
import { memberDetailsReactor } from './members/member-details.reactor';
import { members } from './members/members';
import { membershipLinkReactor } from './members/membership-link.reactor';
import { Passwords } from './password/passwords.store';

export const PASSWORD = 'seven blue kettles sing';
export const SETTINGS = { loginAddressFailures: 8, publicUrl: 'https://ops.example.com' };

const ADMIN = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;

/** Accounts, memberships and sessions, for the specs of this service. */
export class TestAuth extends ServiceFixture {
  static async open(): Promise<TestAuth> {
    const opened = await new TestAuth(auth, { config: SETTINGS }).started();
    opened.answer([membershipLinkReactor, memberDetailsReactor]);
    return opened;
  }

  /** Runs reactors of the service's own, as its process does; their commands need no bus. */
  private answer(reactors: readonly Reactor[]): void {
    const running = this.closing(
      new Reactors({
        feed: this.reader,
        log: this.log,
        codec: this.codec,
        pool: this.pool(ROLES.projector),
        send: async (_service, contract, payload, context) => {
          const { position } = await this.dispatch(contract, payload, context);
          return position === undefined ? {} : { position };
        },
        onFault: (...fault) => void this.faults.push(...fault),
      }),
      (made) => made.stop(),
    );
    running.start(reactors);
  }

  signIn(email: string, more: Partial<Login> = {}, context: Partial<CommandContext> = {}): Promise<SignedIn> {
    return this.ask(Login, { email, password: PASSWORD, ...more }, context);
  }

  refresh(refreshToken: string): Promise<SignedIn> {
    return this.ask(Refresh, { refreshToken });
  }

  /** Makes the last use of a session's refresh token so much longer ago, by the database's clock. */
  async passSeconds(sessionId: string, seconds: number): Promise<void> {
    await this.database.query('UPDATE auth.session SET spent_at = spent_at - make_interval(secs => $2) WHERE id = $1', [
      sessionId,
      seconds,
    ]);
  }

  createUser(tenantId: string, user: Partial<CreateUser> = {}, more: Partial<CommandContext> = {}): Promise<Created> {
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    return this.ask(CreateUser, { email, name: 'Ada', roles: ['viewer'], ...user }, { tenantId, ...more });
  }

  /** An organisation as tenancy records it. */
  async anOrganization(name = 'Acme Foods', users = 200): Promise<string> {
    const organizationId = randomUUID();
    const limits = { employees: 200, requestsPerMinute: null, users };
    const described = { slug: organizationId, name, type: 'company', tier: 'free', timeZone: 'UTC', currency: 'EUR' };
    const created = event(OrganizationCreated, { organizationId, ...described, tier: 'free', limits });
    await this.tenancyRecords(organizationId, created, 'none');
    return organizationId;
  }

  /** One more event in an organisation's stream, after the given revision. */
  async tenancyRecords(organizationId: string, fact: DomainEvent, expected: Revision): Promise<void> {
    await this.append('tenancy.organization', { tenantId: organizationId, id: organizationId }, [fact], { expected });
  }

  /**
   * An account with a password of its own, which has accepted an invitation of each organisation. The events of each
   * membership are its grant, link and acceptance.
   */
  async aMember(organizationIds: readonly string[], roles: readonly string[] = ['manager']) {
    const [accountId, passwordId] = [randomUUID(), randomUUID()];
    const email = `${accountId.slice(0, 8)}@example.org`;
    await this.get(Passwords).hold({ passwordId, owner: { accountId }, password: PASSWORD });
    const password = { passwordId, by: 'person', mustChange: false } as const;
    await this.commands.handle({
      aggregate: account,
      id: accountId,
      command: { accountId, email, name: 'Ada', password },
      context: contextOf(),
      decide: createAccount,
      answer: () => undefined,
    });
    const userIds: string[] = [];
    for (const organizationId of organizationIds) userIds.push(await this.joined(organizationId, email, roles));
    return { accountId, email, userId: userIds[0] ?? '', userIds };
  }

  /** A membership of the address that was granted without a password and accepted by invitation. */
  async joined(tenantId: string, email: string, roles: readonly string[]): Promise<string> {
    const membershipId = randomUUID();
    const on = { aggregate: members, id: tenantId, answer: () => undefined };
    await this.commands.handle({
      ...on,
      command: { membershipId, roles, email, name: 'Ada', passwordId: null },
      context: contextOf({ tenantId }),
      facts: () => Promise.resolve({ limit: 200 }),
      // The invitation is left out: its specs make users by the command.
      decide: (...grant) => grantMembership(...grant).slice(0, 1),
    });
    await this.ask(LinkMembership, { membershipId }, { tenantId });
    const command = { membershipId, by: 'invitation' } as const;
    await this.commands.handle({ ...on, command, context: contextOf({ tenantId }), decide: acceptMembership });
    return membershipId;
  }

  /** The account of a membership, once it is linked. */
  async accountOf(tenantId: string, membershipId: string): Promise<string> {
    await this.ask(LinkMembership, { membershipId }, { tenantId });
    const { state } = await this.commands.state(members, tenantId, tenantId);
    return state.get(membershipId)?.accountId ?? '';
  }

  /** The publication about one thing; undefined for none. */
  async published(kind: AccessKind, id: string): Promise<{ version: number; ended: boolean } | undefined> {
    const { rows } = await this.database.query<{ version: string; ended: boolean }>(
      'SELECT version, ended FROM published.access_version WHERE kind = $1 AND id = $2',
      [kind, id],
    );
    return rows[0] && { version: Number(rows[0].version), ended: rows[0].ended };
  }

  /** Removes a publication, as if the process had died before it. */
  async forgetPublished(kind: AccessKind, id: string): Promise<void> {
    await this.database.query('DELETE FROM published.access_version WHERE kind = $1 AND id = $2', [kind, id]);
  }

  /** A statement with all rights, which no role of the service may run. */
  async asOwner(statement: string, values: unknown[]): Promise<void> {
    const client = new Client({ connectionString: this.place.superuserUrl });
    await client.connect();
    try {
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }

  /** As the projector, with the tables of a mechanism that the runtime does not open here. */
  async enginePool(migrations: MigrateOptions['migrations']): Promise<Pool> {
    await migrate(this.place.databaseUrl, { migrations });
    return this.pool(ROLES.projector);
  }

  /** Whether a job has had a run with this outcome. */
  async hasRun(outcome: string): Promise<boolean> {
    const client = new Client({ connectionString: this.place.superuserUrl });
    await client.connect();
    try {
      return (await client.query('SELECT FROM engine.schedule_run WHERE outcome = $1', [outcome])).rowCount === 1;
    } finally {
      await client.end();
    }
  }

  /** Mails of the service's own, as its runtime would open them: files, reported when they are written. */
  async openMails(mails: readonly Mail[], directory: string, onWritten: (path: string) => void): Promise<Mails> {
    const opened = openMails({
      mails,
      pool: await this.enginePool(mailMigrations),
      log: this.log,
      feed: this.reader,
      codec: this.codec,
      transport: fileTransport({ directory, from: 'OpsLedger <ops@example.com>', onWritten }),
      recipient: accountRecipient(this.parts),
      tokens: linkTokens(this.parts),
      publicUrl: 'https://ops.example.com',
      onFault: (...fault) => void this.faults.push(...fault),
      lookEveryMs: 100,
      retryMs: { first: 10, longest: 50 },
    });
    await opened.start();
    return this.closing(opened, (made) => made.stop());
  }

  /** The types of an organisation's or the platform's events of a category, oldest first. */
  async history(category: string, tenantId: string, id: string): Promise<string[]> {
    return (await this.recorded(category, { tenantId, id })).map(({ type }) => type);
  }
}

/** From the same administrator each time. */
export function contextOf(more: Partial<CommandContext> = {}): CommandContext {
  return commandContext({ actor: ADMIN, ...more });
}

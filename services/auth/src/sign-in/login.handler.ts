import { Inject } from '@nestjs/common';
import { Login } from '#contracts/auth/login';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { EventLog } from '#libs/event-log';
import { newIdOf, type Commands, type Reservations } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { PlatformReader } from '#libs/read-models';
import {
  COMMANDS,
  EVENT_LOG,
  Handles,
  PLATFORM_READER,
  READ_PROGRESS,
  RESERVATIONS,
  type Dispatched,
  type Handler,
  type Outcome,
  type ReadProgress,
} from '#libs/runtime';
import { account } from '../account/account';
import { accountEmail } from '../account/account-email';
import { accountWith } from '../account/account-lookup.provider';
import { MemberRow } from '../members/user.entity';
import { OrganizationRow } from '../organization/organization.entity';
import { Passwords } from '../password/passwords.store';
import { RefreshTokens, type StoredSession } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { startSession } from '../session/start-session';
import { FailedAttempts } from './failed-attempts.store';
import { Sessions } from './sessions.provider';

/** How long a sign-in waits for memberships that were granted a moment ago. */
const UP_TO_DATE_MS = 2_000;

/** Nothing in the answer, nor its time, tells whether an address has an account. */
@Handles(Login)
export class LoginHandler implements Handler<Login, SignedIn> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(PLATFORM_READER) private readonly reader: PlatformReader,
    @Inject(READ_PROGRESS) private readonly progress: ReadProgress,
    @Inject(RESERVATIONS) private readonly reservations: Reservations,
    private readonly passwords: Passwords,
    private readonly attempts: FailedAttempts,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
  ) {}

  async execute({ payload, context }: Dispatched<Login>): Promise<Outcome<SignedIn>> {
    const email = accountEmail(payload.email);
    await this.attempts.refuseLocked(email, context.ip);
    const accountId = await this.authenticate(email, payload.password);
    if (accountId === undefined) {
      await this.attempts.failed(email, context.ip);
      throw new DomainError('INVALID_CREDENTIALS');
    }
    await this.attempts.succeeded(email);
    const organizationId = await this.organizationFor(accountId, payload.organizationId);
    return this.open({ sessionId: newIdOf(context.commandId, 'session'), accountId, organizationId }, context);
  }

  private async authenticate(email: string, password: string): Promise<string | undefined> {
    const holder = await accountWith(email, this.reservations);
    const known = holder === undefined ? undefined : await this.commands.state(account, PLATFORM, holder);
    const right = await this.passwords.matches(known?.state.passwordId ?? null, password);
    return right ? holder : undefined;
  }

  /** As asked; else the last one, else the first by name; none for who is a member of none. */
  private async organizationFor(accountId: string, asked: string | undefined): Promise<string | null> {
    await this.progress.waitFor(['user', 'sign-in-organization'], await this.log.head(), UP_TO_DATE_MS);
    const memberships = await this.reader.query((rows) =>
      rows
        .createQueryBuilder(MemberRow, 'member')
        .innerJoin(OrganizationRow, 'organization', 'organization.organizationId = member.tenantId')
        .select('member.tenantId', 'id')
        .addSelect('organization.status', 'status')
        .where(`member.accountId = :accountId AND member.status = 'active'`, { accountId })
        .orderBy('organization.name')
        .addOrderBy('member.tenantId')
        .getRawMany<{ id: string; status: string }>(),
    );
    if (asked !== undefined) {
      if (!memberships.some(({ id }) => id === asked))
        throw new DomainError('FORBIDDEN', 'You are no member of that organisation');
      return asked;
    }
    const open = memberships.filter(({ status }) => status === 'active');
    if (open.length === 0 && memberships.length > 0) throw new DomainError('ORGANIZATION_SUSPENDED');
    const last = await this.refreshTokens.lastOrganization(accountId);
    return (open.find(({ id }) => id === last) ?? open[0])?.id ?? null;
  }

  private async open(opened: StoredSession, context: CommandContext): Promise<Outcome<SignedIn>> {
    const { accountId, sessionId, organizationId } = opened;
    const { position } = await this.commands.handle({
      aggregate: session,
      id: sessionId,
      command: opened,
      context: {
        ...context,
        tenantId: organizationId ?? PLATFORM,
        actor: { id: accountId, type: 'user', roles: [] },
      },
      decide: startSession,
      answer: () => undefined,
    });
    const refreshToken = await this.refreshTokens.open(opened);
    const answer = await this.sessions.signedIn(opened, refreshToken, context.now);
    return { answer, ...(position !== undefined && { position }) };
  }
}

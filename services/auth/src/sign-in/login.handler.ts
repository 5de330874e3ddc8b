import { Inject } from '@nestjs/common';
import { Login } from '#contracts/auth/login';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { EventLog } from '#libs/event-log';
import { newIdOf, type Commands, type Reservations } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import {
  COMMANDS,
  EVENT_LOG,
  Handles,
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
import { AccountMemberships } from '../members/account-memberships.provider';
import { members } from '../members/members';
import { userProjection } from '../members/user.projection';
import { signInOrganizationProjection } from '../organization/organization.projection';
import { Passwords } from '../password/passwords.store';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { startSession } from '../session/start-session';
import { FailedAttempts } from './failed-attempts.store';
import { Sessions, type Admitted } from './sessions.provider';

/** How long a sign-in waits for memberships that were granted a moment ago. */
const UP_TO_DATE_MS = 2_000;

const PROJECTIONS = [userProjection.name, signInOrganizationProjection.name];

/**
 * No answer tells whether an address has an account. Nor does its time, by much: a password is hashed either way, which
 * takes tens of milliseconds; what differs is the look at an account's stream, in memory or a read of some events.
 */
@Handles(Login)
export class LoginHandler implements Handler<Login, SignedIn> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_PROGRESS) private readonly progress: ReadProgress,
    @Inject(RESERVATIONS) private readonly reservations: Reservations,
    private readonly passwords: Passwords,
    private readonly attempts: FailedAttempts,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly memberships: AccountMemberships,
  ) {}

  async execute({ payload, context }: Dispatched<Login>): Promise<Outcome<SignedIn>> {
    const email = accountEmail(payload.email);
    const accountId = await this.attempts.attempt(email, context.ip, () => this.holderOf(email, payload.password));
    const organizationId = await this.organizationFor(accountId, payload.organizationId);
    const sessionId = newIdOf(context.commandId, 'session');
    const admitted = await this.sessions.admit({ sessionId, accountId, organizationId, membershipVersion: null });
    return this.open(admitted, context);
  }

  /** Whose address and password these are. */
  private async holderOf(email: string, password: string): Promise<string | undefined> {
    const holder = await accountWith(email, this.reservations);
    const known = holder === undefined ? undefined : await this.commands.state(account, PLATFORM, holder);
    const right = await this.passwords.matches(known?.state.passwordId ?? null, password);
    return right ? holder : undefined;
  }

  /** As asked; else the last one, else the first by name; none for who is a member of none. */
  private async organizationFor(accountId: string, asked: string | undefined): Promise<string | null> {
    const upToDate = await this.progress.waitFor(PROJECTIONS, await this.log.head(), UP_TO_DATE_MS);
    if (asked !== undefined) {
      if (await this.isMember(asked, accountId)) return asked;
      throw notYours();
    }
    const memberships = await this.memberships.of(accountId);
    const open = memberships.filter(({ status }) => status === 'active');
    const last = await this.refreshTokens.lastOrganization(accountId);
    const lastFirst = open.toSorted((a, b) => Number(b.id === last) - Number(a.id === last));
    for (const { id } of lastFirst) if (await this.isMember(id, accountId)) return id;
    // A right password must not look wrong, nor end nowhere, because the rows are behind.
    if (!upToDate)
      throw new DomainError('SERVICE_UNAVAILABLE', 'Memberships cannot be read yet; try again in a moment');
    if (open.length === 0 && memberships.length > 0) throw new DomainError('ORGANIZATION_SUSPENDED');
    return null;
  }

  /** The log says who is a member; rows may be behind. */
  private async isMember(organizationId: string, accountId: string): Promise<boolean> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    return state.get(accountId)?.status === 'active';
  }

  /** From here on nothing refuses: a sign-in that is refused leaves no session. */
  private async open(admitted: Admitted, context: CommandContext): Promise<Outcome<SignedIn>> {
    const { session: opened } = admitted;
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
    const answer = this.sessions.signedIn(admitted, refreshToken, context.now);
    return { answer, ...(position !== undefined && { position }) };
  }
}

/** Said alike of an organisation of others, of one that they left, and of none at all. */
function notYours(): DomainError {
  const fault = { pointer: '/organizationId', code: 'NOT_FOUND', message: 'is no organisation of yours' };
  return new DomainError('NOT_FOUND', '/organizationId is no organisation of yours', {}, [fault]);
}

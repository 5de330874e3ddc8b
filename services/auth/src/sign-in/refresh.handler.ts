import { Inject } from '@nestjs/common';
import { Refresh } from '#contracts/auth/refresh';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { COMMANDS, Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { AccessPublication } from '../access/access-publication.provider';
import { endFamily } from '../session/end-family';
import { RefreshTokens, type ShownToken, type StoredSession } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { Sessions } from './sessions.provider';

/**
 * Spends a refresh token for fresh ones; one that was spent long ago ends the whole family. Everything that may refuse
 * comes before the spending: a client that was refused has its token still, and what it shows again is no theft.
 */
@Handles(Refresh)
export class RefreshHandler implements Handler<Refresh, SignedIn> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly access: AccessPublication,
  ) {}

  async execute({ payload: { refreshToken }, context }: Dispatched<Refresh>): Promise<Outcome<SignedIn>> {
    const now = new Date(context.now);
    const shown = await this.refreshTokens.look(refreshToken, now);
    if (shown.ended || shown.reused) return this.refuse(shown, context);
    await this.refuseEnded(shown.session);
    const admitted = await this.sessions.admit(shown.session);
    const fresh = await this.refreshTokens.spend(refreshToken, now);
    if (typeof fresh !== 'string') return this.refuse(fresh, context);
    return { answer: this.sessions.signedIn(admitted, fresh, context.now) };
  }

  /** The log knows of an end before the table does. */
  private async refuseEnded({ sessionId, organizationId }: StoredSession): Promise<void> {
    const { state } = await this.commands.state(session, organizationId ?? PLATFORM, sessionId);
    if (state.status !== 'active') throw new DomainError('SESSION_ENDED');
  }

  /** The fact first, then the table, then the gateways: whatever was cut off is finished when the token comes again. */
  private async refuse({ session: shown, ended, reused }: ShownToken, context: CommandContext): Promise<never> {
    const { sessionId, accountId, organizationId } = shown;
    const tenantId = organizationId ?? PLATFORM;
    if (reused) {
      await this.commands.handle({
        aggregate: session,
        id: sessionId,
        command: { sessionId },
        // Whoever shows a token shows the account's: what is known of their connection goes when the account does.
        context: { ...context, tenantId, actor: { id: accountId, type: 'user', roles: [] } },
        decide: endFamily,
        answer: () => undefined,
      });
    }
    await this.access.session(tenantId, sessionId);
    throw new DomainError(ended ? 'SESSION_ENDED' : 'REFRESH_TOKEN_REUSED');
  }
}

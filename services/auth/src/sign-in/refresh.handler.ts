import { Inject } from '@nestjs/common';
import type { Pool } from 'pg';
import { Refresh } from '#contracts/auth/refresh';
import { RefreshTokenReused } from '#contracts/auth/session-events';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { event } from '#contracts/event';
import { PLATFORM } from '#contracts/permissions';
import type { Commands } from '#libs/event-sourcing';
import { publishAccess, type CommandContext } from '#libs/identity';
import { COMMANDS, Handles, SECRETS_DATABASE, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { RefreshTokens, type StoredSession } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { endSession } from '../session/start-session';
import { Sessions } from './sessions.provider';

/** Spends a refresh token for fresh ones; one that was spent long ago ends the whole family. */
@Handles(Refresh)
export class RefreshHandler implements Handler<Refresh, SignedIn> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(SECRETS_DATABASE) private readonly database: Pool,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
  ) {}

  async execute({ payload, context }: Dispatched<Refresh>): Promise<Outcome<SignedIn>> {
    const rotation = await this.refreshTokens.rotate(payload.refreshToken, new Date(context.now));
    if (rotation.outcome === 'reused') {
      await this.endFamily(rotation.session, context);
      throw new DomainError('REFRESH_TOKEN_REUSED');
    }
    return { answer: await this.sessions.signedIn(rotation.session, rotation.refreshToken, context.now) };
  }

  private async endFamily(reused: StoredSession, context: CommandContext): Promise<void> {
    const { sessionId, accountId, organizationId } = reused;
    const { revision } = await this.commands.handle({
      aggregate: session,
      id: sessionId,
      command: { sessionId, reason: 'refresh_token_reused' as const },
      context: { ...context, tenantId: organizationId ?? PLATFORM },
      decide: (command, state) => [event(RefreshTokenReused, { sessionId, accountId }), ...endSession(command, state)],
      answer: () => undefined,
    });
    await publishAccess(this.database, [{ kind: 'session', id: sessionId, version: revision, ended: true }]);
  }
}

import { Inject } from '@nestjs/common';
import type { Pool } from 'pg';
import { Logout } from '#contracts/auth/logout';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { Commands } from '#libs/event-sourcing';
import { publishAccess } from '#libs/identity';
import { COMMANDS, Handles, SECRETS_DATABASE, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { RefreshTokens } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { endSession } from '../session/start-session';

@Handles(Logout)
export class LogoutHandler implements Handler<Logout, Created> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(SECRETS_DATABASE) private readonly database: Pool,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  async execute({ context }: Dispatched<Logout>): Promise<Outcome<Created>> {
    const { sessionId } = context;
    if (sessionId === undefined) throw new DomainError('UNAUTHENTICATED');
    const { result, position } = await this.commands.handle({
      aggregate: session,
      id: sessionId,
      command: { sessionId, reason: 'signed_out' as const },
      context,
      decide: endSession,
      answer: (_, { id, revision }): Created => ({ id, revision }),
    });
    await this.refreshTokens.end(sessionId);
    await publishAccess(this.database, [{ kind: 'session', id: sessionId, version: result.revision, ended: true }]);
    return { answer: result, ...(position !== undefined && { position }) };
  }
}

import { Inject } from '@nestjs/common';
import { Logout } from '#contracts/auth/logout';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { Commands } from '#libs/event-sourcing';
import { COMMANDS, Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { AccessPublication } from '../access/access-publication.provider';
import { session } from '../session/session';
import { endSession } from '../session/start-session';

@Handles(Logout)
export class LogoutHandler implements Handler<Logout, Created> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    private readonly access: AccessPublication,
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
    await this.access.session(context.tenantId, sessionId);
    return { answer: result, ...(position !== undefined && { position }) };
  }
}

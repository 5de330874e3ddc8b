import { MeasuredClient, whenAnswered } from '#libs/event-log';

/** The message of `pg` when a server has not answered within `query_timeout`. */
const SILENCE = 'Query read timeout';

/**
 * A connection that is closed when the server leaves a statement unanswered. `pg` only fails the statement then: the
 * connection would go back to its pool, and each later user would wait as long.
 */
export class RoleClient extends MeasuredClient {
  override query(...given: unknown[]): never {
    const ask = (...asked: unknown[]) => super.query(...asked);
    return whenAnswered(ask, given, (error) => {
      // With a statement unanswered this sends no termination, and the pool sees at once that the connection is over.
      if (error instanceof Error && error.message === SILENCE) void this.end();
    });
  }
}

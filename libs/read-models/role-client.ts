import { MeasuredClient, whenAnswered } from '#libs/event-log';

/** What `pg` says when a server has not answered within `query_timeout`. */
const SILENCE = 'Query read timeout';

/**
 * A connection that is closed when the server leaves a statement unanswered. `pg` only fails the statement then: the
 * connection would go back to its pool, and everyone who is lent it would wait for the same silence.
 */
export class RoleClient extends MeasuredClient {
  override query(...given: unknown[]): never {
    const ask = (...asked: unknown[]) => super.query(...asked);
    return whenAnswered(ask, given, (error) => {
      // With a statement unanswered this says no goodbye, and the pool sees at once that it is over.
      if (error instanceof Error && error.message === SILENCE) void this.end();
    });
  }
}

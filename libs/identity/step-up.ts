import { DomainError } from '#contracts/errors';
import type { Database } from './published-keys';
import type { VerifiedToken } from './token-verifier';

/** How long a proof is good. */
const STEP_UP_MINUTES = 10;

/** Whether a session has proven its person's password or second factor again a moment ago. */
export interface StepUpSource {
  /**
   * The token, marked if its session has.
   * @throws DomainError `SERVICE_UNAVAILABLE` when it cannot be known
   */
  marked(token: VerifiedToken): Promise<VerifiedToken>;
}

/** No session has. */
export const NO_STEP_UPS: StepUpSource = { marked: (token) => Promise.resolve(token) };

/** Publishes the proof of a session; a later one replaces it. Returns the end of its time. Connects as auth. */
export async function publishStepUp(db: Database, sessionId: string): Promise<Date> {
  const { rows } = await db.query<{ good_until: Date | string }>(
    `INSERT INTO published.step_up (session_id, good_until) VALUES ($1, now() + make_interval(mins => $2))
     ON CONFLICT (session_id) DO UPDATE SET good_until = excluded.good_until
     RETURNING good_until`,
    [sessionId, STEP_UP_MINUTES],
  );
  const [row] = rows;
  if (!row) throw new Error('a proof was not published');
  return new Date(row.good_until);
}

/** The proof ends with its session. Connects as auth. */
export async function endStepUp(db: Database, sessionId: string): Promise<void> {
  await db.query('DELETE FROM published.step_up WHERE session_id = $1', [sessionId]);
}

/**
 * Proofs as auth has published them, by the database's clock. Read for each request, and only for contracts that ask
 * for one.
 */
export class StepUps implements StepUpSource {
  /** `db`: a pool as `opsledger_reader` on the primary, never a replica. */
  constructor(private readonly db: Database) {}

  async marked(token: VerifiedToken): Promise<VerifiedToken> {
    if (token.type === 'service' || token.sessionId === undefined) return token;
    return (await this.isProven(token.sessionId)) ? { ...token, steppedUp: true } : token;
  }

  private async isProven(sessionId: string): Promise<boolean> {
    try {
      const { rowCount } = await this.db.query(
        'SELECT FROM published.step_up WHERE session_id = $1 AND good_until > now()',
        [sessionId],
      );
      return rowCount === 1;
    } catch (error) {
      const unavailable = new DomainError('SERVICE_UNAVAILABLE');
      unavailable.cause = error;
      throw unavailable;
    }
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { PLATFORM } from '#contracts/permissions';
import type { Commands } from '#libs/event-sourcing';
import { COMMANDS, SECRETS_DATABASE } from '#libs/runtime';
import { account } from '../account/account';

/** Rows that one statement takes; what is more waits for the next. */
const BATCH = 1_000;
/** Batches of one sweep: what is left after an outage goes over several. */
const MOST_BATCHES = 20;

/** An account that is to name a password may have to wait for a service that is down. */
const ORPHAN_DAYS = 7;
/** An ended session still says that it ended, to whoever shows its token, and where its account was last. */
const ENDED_DAYS = 30;

interface Kept {
  readonly id: string;
  readonly account_id: string;
}

/** Takes away the secret rows that nothing can need any more. */
@Injectable()
export class SecretsSweep {
  constructor(
    @Inject(SECRETS_DATABASE) private readonly database: Pool,
    @Inject(COMMANDS) private readonly commands: Commands,
  ) {}

  /** May be done by several at once. */
  async run(): Promise<void> {
    await this.inBatches(FAILURES, []);
    await this.inBatches(EXPIRED_TOKENS, []);
    await this.inBatches(ENDED_SESSIONS, [ENDED_DAYS]);
    await this.inBatches(EXPIRED_SESSIONS, []);
    await this.passwords();
  }

  private async inBatches(statement: string, values: readonly unknown[]): Promise<void> {
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const { rowCount } = await this.database.query(statement, [...values, BATCH]);
      if ((rowCount ?? 0) < BATCH) return;
    }
  }

  /**
   * Passwords that their account does not name: replaced ones, and those of accounts that never came. The account's
   * stream is asked, row by row, since a row that it does name must stay.
   */
  private async passwords(): Promise<void> {
    let after = NO_ID;
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const { rows } = await this.database.query<Kept>(OLD_PASSWORDS, [ORPHAN_DAYS, after, BATCH]);
      const orphans: string[] = [];
      for (const { id, account_id: accountId } of rows) {
        const { state } = await this.commands.state(account, PLATFORM, accountId);
        if (state.passwordId !== id) orphans.push(id);
      }
      await this.database.query('DELETE FROM auth.password WHERE id = ANY ($1)', [orphans]);
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return;
      after = last.id;
    }
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

const FAILURES = `
  DELETE FROM auth.sign_in_failure WHERE (what, hash) IN (
    SELECT what, hash FROM auth.sign_in_failure
     WHERE window_began < now() - interval '15 minutes' AND (locked_until IS NULL OR locked_until < now())
     LIMIT $1 FOR UPDATE SKIP LOCKED)`;

const EXPIRED_TOKENS = `
  DELETE FROM auth.refresh_token WHERE hash IN (
    SELECT hash FROM auth.refresh_token WHERE expires_at <= now() LIMIT $1 FOR UPDATE SKIP LOCKED)`;

const ENDED_SESSIONS = `
  DELETE FROM auth.session WHERE id IN (
    SELECT id FROM auth.session WHERE ended_at < now() - make_interval(days => $1)
     LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** Without a token nobody can come back to it; the first is there as soon as the session is. */
const EXPIRED_SESSIONS = `
  DELETE FROM auth.session WHERE id IN (
    SELECT id FROM auth.session
     WHERE created_at < now() - interval '90 days'
       AND NOT EXISTS (SELECT FROM auth.refresh_token AS token WHERE token.session_id = session.id)
     LIMIT $1 FOR UPDATE SKIP LOCKED)`;

const OLD_PASSWORDS = `
  SELECT id, account_id FROM auth.password
   WHERE created_at < now() - make_interval(days => $1) AND account_id IS NOT NULL AND id > $2
   ORDER BY id LIMIT $3`;

import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { PLATFORM } from '#contracts/permissions';
import type { Commands } from '#libs/event-sourcing';
import { isOutOfReach } from '#libs/observability';
import { account } from '../account/account';
import { members } from '../members/members';
import { STALE_DAYS } from '../stale-members/member-use.store';

/** The most rows of one statement; a sweep goes on until the end of each table. */
const BATCH = 1_000;
/** An owner that is to name a password may have to wait for a service that is down. */
const ORPHAN_DAYS = 7;
/** A password found in force is not checked again within this time. */
const CHECKED_DAYS = 1;
/**
 * An ended session is kept to refuse its tokens by name, and to know the account's last organisation; and ended keys like
 * it, to know when their member was active last.
 */
const ENDED_DAYS = STALE_DAYS;

interface Kept {
  readonly id: string;
  readonly account_id: string | null;
  readonly organization_id: string | null;
  readonly membership_id: string | null;
}

interface Factor {
  readonly id: string;
  readonly account_id: string;
}

/** The counts of one batch. */
interface Looked {
  readonly looked: number;
  readonly taken: number;
}

export interface SweepOptions {
  readonly until?: number;
  readonly batch?: number;
}

export interface Swept {
  /** How many rows were deleted. */
  readonly rows: number;
  /** Every table was checked to its end. */
  readonly isDone: boolean;
}

/** Deletes secret rows that nothing can need any more. */
export class SecretsSweep {
  private readonly logger = new Logger(SecretsSweep.name);

  constructor(
    private readonly database: Pool,
    private readonly commands: Commands,
  ) {}

  /**
   * To the end of every table, a batch at a time; `until`, in epoch milliseconds, ends it before. May be done by several
   * at once, and interrupted at any batch: checked rows are not checked again.
   */
  async run({ until = Infinity, batch = BATCH }: SweepOptions = {}): Promise<Swept> {
    const steps = [
      () => this.taken(FAILURES, [batch]),
      () => this.taken(PAST_STEP_UPS, [batch]),
      () => this.taken(ENDED_SESSIONS, [ENDED_DAYS, batch]),
      () => this.taken(OLD_ENROLMENTS, [batch]),
      () => this.factors(batch),
      () => this.taken(ENDED_KEYS, [ENDED_DAYS, ORPHAN_DAYS, batch]),
      () => this.passwords(batch),
    ];
    let rows = 0;
    for (const step of steps) {
      let found: Looked;
      do {
        if (Date.now() >= until) return { rows, isDone: false };
        found = await step();
        rows += found.taken;
      } while (found.looked >= batch);
    }
    return { rows, isDone: true };
  }

  private async taken(statement: string, values: readonly unknown[]): Promise<Looked> {
    const taken = (await this.database.query(statement, [...values])).rowCount ?? 0;
    return { looked: taken, taken };
  }

  /**
   * Passwords that their owner does not name: replaced ones, and those of owners that were never created. Each
   * owner's stream is read, since a row that it names must stay; so must one whose stream cannot be read, which does
   * not hold up the others.
   */
  private async passwords(batch: number): Promise<Looked> {
    const { rows } = await this.database.query<Kept>(OLD_PASSWORDS, [ORPHAN_DAYS, CHECKED_DAYS, batch]);
    const orphans: string[] = [];
    for (const row of rows) if (await this.isOrphan(row)) orphans.push(row.id);
    await this.database.query('DELETE FROM auth.password WHERE id = ANY ($1)', [orphans]);
    const ids = rows.map(({ id }) => id);
    await this.database.query('UPDATE auth.password SET checked_at = now() WHERE id = ANY ($1)', [ids]);
    return { looked: rows.length, taken: orphans.length };
  }

  /** Confirmed factors that their account does not name, likewise. */
  private async factors(batch: number): Promise<Looked> {
    const { rows } = await this.database.query<Factor>(OLD_FACTORS, [ORPHAN_DAYS, CHECKED_DAYS, batch]);
    const orphans: string[] = [];
    for (const row of rows) if (await this.isFactorOrphan(row)) orphans.push(row.id);
    await this.database.query('DELETE FROM auth.second_factor WHERE id = ANY ($1)', [orphans]);
    const ids = rows.map(({ id }) => id);
    await this.database.query('UPDATE auth.second_factor SET checked_at = now() WHERE id = ANY ($1)', [ids]);
    return { looked: rows.length, taken: orphans.length };
  }

  private async isFactorOrphan({ id, account_id: accountId }: Factor): Promise<boolean> {
    try {
      return (await this.commands.state(account, PLATFORM, accountId)).state.factorId !== id;
    } catch (error) {
      if (isOutOfReach(error)) throw error;
      this.logger.warn({ message: `the account of a second factor could not be read: ${id}`, err: error });
      return false;
    }
  }

  private async isOrphan(kept: Kept): Promise<boolean> {
    try {
      return (await this.passwordInForce(kept)) !== kept.id;
    } catch (error) {
      if (isOutOfReach(error)) throw error;
      this.logger.warn({ message: `the owner of a password could not be read: ${kept.id}`, err: error });
      return false;
    }
  }

  private async passwordInForce({ account_id: accountId, organization_id: organizationId, membership_id: id }: Kept) {
    if (accountId !== null) return (await this.commands.state(account, PLATFORM, accountId)).state.passwordId;
    if (organizationId === null || id === null) return null;
    return (await this.commands.state(members, organizationId, organizationId)).state.get(id)?.passwordId;
  }
}

const FAILURES = `
  DELETE FROM auth.sign_in_failure WHERE (what, hash) IN (
    SELECT what, hash FROM auth.sign_in_failure
     WHERE window_began < now() - interval '15 minutes' AND (locked_until IS NULL OR locked_until < now())
       AND (what = 'address' OR in_a_row < 100 AND window_began < now() - interval '30 days')
     LIMIT $1 FOR UPDATE SKIP LOCKED)`;

const PAST_STEP_UPS = `
  DELETE FROM published.step_up WHERE session_id IN (
    SELECT session_id FROM published.step_up WHERE good_until < now() LIMIT $1 FOR UPDATE SKIP LOCKED)`;

/** Ended keys, and those whose event never came to the log. */
const ENDED_KEYS = `
  DELETE FROM auth.api_key WHERE id IN (
    SELECT id FROM auth.api_key
     WHERE ended_at < now() - make_interval(days => $1)
        OR confirmed_at IS NULL AND created_at < now() - make_interval(days => $2)
     LIMIT $3 FOR UPDATE SKIP LOCKED)`;

const ENDED_SESSIONS = `
  DELETE FROM auth.session WHERE id IN (
    SELECT id FROM auth.session WHERE ended_at < now() - make_interval(days => $1)
     LIMIT $2 FOR UPDATE SKIP LOCKED)`;

const OLD_ENROLMENTS = `
  DELETE FROM auth.second_factor WHERE id IN (
    SELECT id FROM auth.second_factor WHERE confirmed_at IS NULL AND created_at < now() - interval '1 day'
     LIMIT $1 FOR UPDATE SKIP LOCKED)`;

const OLD_FACTORS = `
  SELECT id, account_id FROM auth.second_factor
   WHERE confirmed_at < now() - make_interval(days => $1)
     AND (checked_at IS NULL OR checked_at < now() - make_interval(days => $2))
   ORDER BY checked_at NULLS FIRST LIMIT $3`;

const OLD_PASSWORDS = `
  SELECT id, account_id, organization_id, membership_id FROM auth.password
   WHERE created_at < now() - make_interval(days => $1) AND (account_id IS NOT NULL OR membership_id IS NOT NULL)
     AND (checked_at IS NULL OR checked_at < now() - make_interval(days => $2))
   ORDER BY checked_at NULLS FIRST LIMIT $3`;

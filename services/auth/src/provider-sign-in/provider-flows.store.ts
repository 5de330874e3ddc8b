import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

const FLOW_MINUTES = 10;
/** The page of the callback exchanges a code at once. */
const CODE_MINUTES = 2;
/** Rows past their time that one new row takes along: more than it adds. */
const SWEPT = 100;

/** `link`: to the membership of a session. `invitation`: to the membership of an invitation, which is accepted. */
export type FlowPurpose = 'sign-in' | 'link' | 'invitation';

/** A sign-in that a provider has yet to answer. */
export interface ProviderFlow {
  readonly organizationId: string;
  /** Of the provider's stream: with other settings the answer is not good. */
  readonly providerRevision: number;
  readonly purpose: FlowPurpose;
  /** The caller who began it; null for nobody. */
  readonly accountId: string | null;
  readonly membershipId: string | null;
  readonly sessionId: string | null;
  readonly invitationId: string | null;
}

/** A sign-in that a provider has confirmed. */
export interface ConfirmedSignIn {
  readonly organizationId: string;
  readonly membershipId: string;
  readonly accountId: string;
  readonly factors: readonly string[];
}

/**
 * Sign-ins with providers that are under way. State, code and cookie are random and stored as hashes: each row is good
 * once, for a short time, and for the browser that began it.
 */
export class ProviderFlows {
  constructor(private readonly database: Pool) {}

  /** Returns the state of a new flow. */
  async begin(flow: ProviderFlow, browser: string): Promise<string> {
    const { organizationId, providerRevision, purpose, accountId, membershipId, sessionId, invitationId } = flow;
    const state = randomText();
    await this.database.query(BEGIN, [
      hashOf(state),
      hashOf(browser),
      organizationId,
      providerRevision,
      purpose,
      accountId,
      membershipId,
      sessionId,
      invitationId,
      FLOW_MINUTES,
      SWEPT,
    ]);
    return state;
  }

  /** Takes the flow of a state, once. In another browser it is not found, and stays. */
  async take(state: string, browser: string): Promise<ProviderFlow | undefined> {
    const { rows } = await this.database.query<ProviderFlow & { readonly providerRevision: string }>(TAKE, [
      hashOf(state),
      hashOf(browser),
    ]);
    return rows[0] && { ...rows[0], providerRevision: Number(rows[0].providerRevision) };
  }

  /** Returns the code of a confirmed sign-in. */
  async confirm(signIn: ConfirmedSignIn, browser: string): Promise<string> {
    const { organizationId, membershipId, accountId, factors } = signIn;
    const code = randomText();
    const values = [hashOf(code), hashOf(browser), organizationId, membershipId, accountId, factors];
    await this.database.query(CONFIRM, [...values, CODE_MINUTES, SWEPT]);
    return code;
  }

  /** Takes the sign-in of a code, once, likewise. */
  async redeem(code: string, browser: string): Promise<ConfirmedSignIn | undefined> {
    return (await this.database.query<ConfirmedSignIn>(REDEEM, [hashOf(code), hashOf(browser)])).rows[0];
  }
}

const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** The secret of a browser: the one that it has, so that several of its tabs sign in at once. */
export function browserFor(given: string | undefined): string {
  return given !== undefined && VALUE.test(given) ? given : randomText();
}

const BEGIN = `
  WITH past AS (
    DELETE FROM auth.provider_flow WHERE state_hash IN (
      SELECT state_hash FROM auth.provider_flow WHERE expires_at < now() LIMIT $11 FOR UPDATE SKIP LOCKED))
  INSERT INTO auth.provider_flow
    (state_hash, browser_hash, organization_id, provider_revision, purpose, account_id, membership_id, session_id,
     invitation_id, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(mins => $10))`;

const TAKE = `
  DELETE FROM auth.provider_flow WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > now()
  RETURNING organization_id AS "organizationId", provider_revision AS "providerRevision", purpose,
            account_id AS "accountId", membership_id AS "membershipId", session_id AS "sessionId",
            invitation_id AS "invitationId"`;

const CONFIRM = `
  WITH past AS (
    DELETE FROM auth.provider_code WHERE code_hash IN (
      SELECT code_hash FROM auth.provider_code WHERE expires_at < now() LIMIT $8 FOR UPDATE SKIP LOCKED))
  INSERT INTO auth.provider_code
    (code_hash, browser_hash, organization_id, membership_id, account_id, factors, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7))`;

const REDEEM = `
  DELETE FROM auth.provider_code WHERE code_hash = $1 AND browser_hash = $2 AND expires_at > now()
  RETURNING organization_id AS "organizationId", membership_id AS "membershipId", account_id AS "accountId", factors`;

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

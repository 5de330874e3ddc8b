import { DomainError } from '#contracts/errors';
import type { AccessData } from './access';
import type { Database } from './published-keys';
import type { OrganizationQuota } from './published-quotas';
import { holdsCustomRole } from './roles-in-force';
import type { VerifiedToken } from './token-verifier';

/**
 * The things that access depends on, each by its own id; that of `roles` and `second_factor` is the organisation's, and
 * that of `assignments` the membership's.
 */
export type AccessKind =
  'account' | 'session' | 'membership' | 'organization' | 'roles' | 'assignments' | 'second_factor';

const NO_DATA: AccessData = { roles: undefined, assignments: undefined, quota: undefined };

export interface AccessChange {
  readonly kind: AccessKind;
  readonly id: string;
  /** The revision of the changed stream; a change older than the published one has no effect. */
  readonly version: number;
  /** True: signed out, deactivated, suspended; a second factor is required. False: changed (roles were set), or active again. */
  readonly ended: boolean;
}

/** Publishes changes before their command answers: earlier tokens are refused from then on. Connects as auth. */
export async function publishAccess(db: Database, changes: readonly AccessChange[]): Promise<void> {
  await db.query(
    `INSERT INTO published.access_version (kind, id, version, ended)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::boolean[])
     ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, ended = excluded.ended, changed_at = now()
       WHERE access_version.version < excluded.version`,
    columns(changes),
  );
}

function columns(changes: readonly AccessChange[]): unknown[] {
  return [
    changes.map(({ kind }) => kind),
    changes.map(({ id }) => id),
    changes.map(({ version }) => version),
    changes.map(({ ended }) => ended),
  ];
}

/**
 * Deletes changes that are older than every living token. Organisations stay, since a suspended one refuses new tokens
 * too; so do the versions of roles and assignments, which are cached by them. Connects as `opsledger_auth`.
 */
export async function sweepAccess(db: Database, before: number): Promise<void> {
  await db.query(
    `DELETE FROM published.access_version WHERE kind NOT IN ('organization', 'roles', 'assignments', 'second_factor') AND changed_at < $1`,
    [new Date(before)],
  );
}

interface Published {
  readonly version: number;
  readonly ended: boolean;
}

/** The rows of a look-up; quotas come with them, so that a request costs one query. */
interface Found {
  readonly versions: ReadonlyMap<string, Published>;
  readonly quotas: ReadonlyMap<string, OrganizationQuota>;
  /** The memberships whose last day is over. */
  readonly over: ReadonlySet<string>;
}

interface Lookup {
  readonly keys: readonly string[];
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}

/** Of a quota, `version` is its requests and `ended` whether it is an override. */
interface FoundRow {
  readonly kind: AccessKind | 'quota' | 'gap';
  readonly id: string;
  readonly version: number | string;
  readonly ended: boolean;
}

/** The most queries under way; a request that comes meanwhile waits for the next one. */
const CONCURRENT_QUERIES = 2;

/** A look-up by primary key takes a millisecond; after this time its answer counts as unavailable. */
const DEADLINE_MS = 3_000;

/**
 * Checks whether a token's access is still in force. Reads the published rows by primary key, never from a cache, and
 * always with a query sent after the request came: every later request sees a change that was published before its
 * command answered. Lookups of concurrent requests share a query.
 */
export class AccessVersions {
  private waiting: Lookup[] = [];
  private running = 0;
  private scheduled = false;

  /** `db`: a pool as `opsledger_reader` on the primary, never a replica. */
  constructor(
    private readonly db: Database,
    private readonly deadlineMs: number = DEADLINE_MS,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Returns the versions of the caller's assignments, and of the organisation's own roles when the token names one, and
   * the organisation's quota.
   *
   * @throws DomainError `SESSION_ENDED`, `UNAUTHENTICATED` (a new token is needed), `ORGANIZATION_SUSPENDED`, or
   * `SERVICE_UNAVAILABLE` when it cannot be known
   */
  async check(token: VerifiedToken): Promise<AccessData> {
    if (token.type === 'service') return NO_DATA;
    const { sub, sessionId = '', organizationId, membershipId } = token;
    const keys = [key('account', sub), key('session', sessionId)];
    if (membershipId !== undefined) keys.push(key('membership', membershipId), key('assignments', membershipId));
    if (organizationId !== undefined) {
      keys.push(key('organization', organizationId));
      // A key is asked for no factor: the person who made it stepped up.
      if (!token.secondFactor && !token.scopes) keys.push(key('second_factor', organizationId));
      if (holdsCustomRole(token)) keys.push(key('roles', organizationId));
    }
    const { versions: found, quotas, over } = await this.read(keys);
    refuseLeaver(over, membershipId);
    const quota = organizationId === undefined ? undefined : quotas.get(organizationId);
    if (found.size === 0) return quota ? { ...NO_DATA, quota } : NO_DATA;
    const of = (kind: AccessKind, id: string | undefined) => (id === undefined ? undefined : found.get(key(kind, id)));
    const [account, session] = [of('account', sub), of('session', sessionId)];
    const [membership, organization] = [of('membership', membershipId), of('organization', organizationId)];
    if (session?.ended) throw new DomainError('SESSION_ENDED');
    refuseOlder(account, token.accountVersion);
    refuseOlder(membership, token.membershipVersion);
    if (organization?.ended) throw new DomainError('ORGANIZATION_SUSPENDED');
    // Only suspensions and reactivations are published: a session from before does not come back.
    if (isOlder(organization, token.organizationVersion)) throw new DomainError('SESSION_ENDED');
    const data = {
      roles: of('roles', organizationId)?.version,
      assignments: of('assignments', membershipId)?.version,
      quota,
    };
    return of('second_factor', organizationId)?.ended ? { ...data, needsSecondFactor: true } : data;
  }

  /** The deadline runs from the request on, also for a request that waits behind unanswered queries. */
  private read(keys: readonly string[]): Promise<Found> {
    const answer = new Promise<Found>((resolve, reject) => {
      this.waiting.push({ keys, resolve, reject });
      this.schedule();
    });
    return within(this.deadlineMs, answer);
  }

  private schedule(): void {
    if (this.scheduled || this.running >= CONCURRENT_QUERIES || this.waiting.length === 0) return;
    this.scheduled = true;
    // Requests of this turn of the event loop share the query.
    setImmediate(() => {
      this.scheduled = false;
      const lookups = this.waiting;
      this.waiting = [];
      this.running++;
      void this.answer(lookups).finally(() => {
        this.running--;
        this.schedule();
      });
      this.schedule();
    });
  }

  private async answer(lookups: readonly Lookup[]): Promise<void> {
    try {
      // A query that is given up makes room for the next one; the pool closes its connection.
      const found = await within(this.deadlineMs, this.query([...new Set(lookups.flatMap(({ keys }) => keys))]));
      for (const { resolve } of lookups) resolve(found);
    } catch (error) {
      const unavailable = new DomainError('SERVICE_UNAVAILABLE');
      unavailable.cause = error;
      for (const { reject } of lookups) reject(unavailable);
    }
  }

  private async query(keys: readonly string[]): Promise<Found> {
    const pairs = keys.map((each) => each.split(':') as [string, string]);
    const { rows } = await this.db.query<FoundRow>(
      `SELECT found.kind, found.id, found.version, found.ended
         FROM unnest($1::text[], $2::text[]) AS wanted (kind, id)
         JOIN published.access_version AS found ON found.kind = wanted.kind AND found.id = wanted.id
       UNION ALL
       SELECT 'quota', organization_id, requests_per_minute, is_override
         FROM published.organization_quota WHERE organization_id = ANY($3::text[])
       UNION ALL
       SELECT 'gap', membership_id, 0, true
         FROM published.membership_gap WHERE membership_id = ANY($4::text[]) AND gaps @> $5::timestamptz`,
      [
        pairs.map(([kind]) => kind),
        pairs.map(([, id]) => id),
        pairs.flatMap(([kind, id]) => (kind === 'organization' ? [id] : [])),
        pairs.flatMap(([kind, id]) => (kind === 'membership' ? [id] : [])),
        new Date(this.now()).toISOString(),
      ],
    );
    const versions = new Map<string, Published>();
    const quotas = new Map<string, OrganizationQuota>();
    const over = new Set<string>();
    for (const { kind, id, version, ended } of rows) {
      if (kind === 'gap') over.add(id);
      else if (kind === 'quota') quotas.set(id, { requestsPerMinute: Number(version), isOverride: ended });
      else versions.set(key(kind, id), { version: Number(version), ended });
    }
    return { versions, quotas, over };
  }
}

/** @throws DomainError `SERVICE_UNAVAILABLE` when the time is up */
async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DomainError('SERVICE_UNAVAILABLE')), milliseconds);
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}

function key(kind: AccessKind, id: string): string {
  return `${kind}:${id}`;
}

function isOlder(published: Published | undefined, version: number | undefined): boolean {
  return published !== undefined && (version === undefined || version < published.version);
}

/** The employment of the bearer is over. */
function refuseLeaver(over: ReadonlySet<string>, membershipId: string | undefined): void {
  if (membershipId !== undefined && over.has(membershipId)) throw new DomainError('SESSION_ENDED');
}

/** A change after the token was issued makes the token void. */
function refuseOlder(published: Published | undefined, version: number | undefined): void {
  if (!published || !isOlder(published, version)) return;
  if (published.ended) throw new DomainError('SESSION_ENDED');
  throw new DomainError('UNAUTHENTICATED', 'Access has changed; get a new token');
}

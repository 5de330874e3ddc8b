import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { RoleDataSource, type RoleDataSourceOptions } from './data-source';
import { type Role, ROLES_OF_ALL, type RoleSet } from './roles';

export interface ReaderOptions extends Pick<RoleDataSourceOptions, 'entities' | 'onError' | 'budget'> {
  /** Default 8. */
  readonly poolSize?: number;
  /** Per statement. Default 10,000. */
  readonly statementTimeoutMs?: number;
  /** Default: those of a process of several services. */
  readonly roles?: RoleSet;
}

const POOL_SIZE = 8;
const STATEMENT_TIMEOUT_MS = 10_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Reads one organisation's rows, or those of one account. The tenant is set for one transaction and gone with it, so a
 * pooled connection never carries it over; without it, row-level security shows no row.
 */
export class TenantReader {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly accountRole: Role,
    private readonly statementTimeoutMs: number,
  ) {}

  static async open(url: string, options: ReaderOptions): Promise<TenantReader> {
    const { reader, account } = options.roles ?? ROLES_OF_ALL;
    const dataSource = await openReader(url, options, reader, POOL_SIZE);
    return new TenantReader(dataSource, account, options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS);
  }

  /**
   * All queries of `read` see one snapshot, of that tenant alone. The manager is valid until `read` resolves.
   *
   * @throws TypeError for a tenant that is not a UUID
   */
  query<Answer>(tenantId: string, read: (manager: EntityManager) => Promise<Answer>): Promise<Answer> {
    if (!UUID.test(tenantId)) throw new TypeError('a tenant is named by a UUID');
    return readOnly(this.dataSource, { 'app.tenant': tenantId }, this.statementTimeoutMs, read);
  }

  /**
   * The same for one account in any organisation: rows of tables with an `AccountColumn`. It has a role of its own, so
   * that queries of a tenant's rows are planned for that tenant alone.
   *
   * @throws TypeError for an account that is not a UUID
   */
  queryAccount<Answer>(accountId: string, read: (manager: EntityManager) => Promise<Answer>): Promise<Answer> {
    if (!UUID.test(accountId)) throw new TypeError('an account is named by a UUID');
    const settings = { 'app.account': accountId, role: this.accountRole };
    return readOnly(this.dataSource, settings, this.statementTimeoutMs, read);
  }

  /**
   * One organisation after the other, on one connection and in one snapshot: each query sees that tenant's rows alone.
   *
   * @throws TypeError for a tenant that is not a UUID
   */
  async queryEach<Answer>(
    tenantIds: readonly string[],
    read: (manager: EntityManager, tenantId: string) => Promise<Answer>,
  ): Promise<Answer[]> {
    if (!tenantIds.every((id) => UUID.test(id))) throw new TypeError('a tenant is named by a UUID');
    if (tenantIds.length === 0) return [];
    return readOnly(this.dataSource, {}, this.statementTimeoutMs, async (manager) => {
      const answers: Answer[] = [];
      for (const tenantId of tenantIds) {
        await manager.query(`SELECT set_config('app.tenant', $1, true)`, [tenantId]);
        answers.push(await read(manager, tenantId));
      }
      return answers;
    });
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }
}

/** Reads across organisations, for the few queries that the platform's own people may make. */
export class PlatformReader {
  private constructor(
    private readonly dataSource: DataSource,
    private readonly statementTimeoutMs: number,
  ) {}

  static async open(url: string, options: ReaderOptions): Promise<PlatformReader> {
    const dataSource = await openReader(url, options, (options.roles ?? ROLES_OF_ALL).platform, POOL_SIZE);
    return new PlatformReader(dataSource, options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS);
  }

  query<Answer>(read: (manager: EntityManager) => Promise<Answer>): Promise<Answer> {
    return readOnly(this.dataSource, {}, this.statementTimeoutMs, read);
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }
}

function openReader(url: string, options: ReaderOptions, role: Role, poolSize: number): Promise<DataSource> {
  const applicationName = `opsledger ${role.slice(role.indexOf('_') + 1)}`;
  const statementTimeoutMs = STATEMENT_TIMEOUT_MS;
  return new RoleDataSource(url, { role, poolSize, applicationName, statementTimeoutMs, ...options }).initialize();
}

async function readOnly<Answer>(
  dataSource: DataSource,
  settings: Readonly<Record<string, string>>,
  statementTimeoutMs: number,
  read: (manager: EntityManager) => Promise<Answer>,
): Promise<Answer> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    // `true`: for this transaction only.
    const all = { transaction_read_only: 'on', statement_timeout: String(statementTimeoutMs), ...settings };
    await runner.query('SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)', [
      Object.keys(all),
      Object.values(all),
    ]);
    const answer = await read(runner.manager);
    await runner.commitTransaction();
    return answer;
  } catch (error) {
    await abandon(runner);
    throw error;
  } finally {
    await runner.release();
  }
}

/** A connection that cannot even roll back is lost, and its pool knows; the error reported is the read's. */
async function abandon(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
}

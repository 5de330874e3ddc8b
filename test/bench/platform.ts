import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProjectionStatus } from '../../contracts/ops/get-projection';
import { endWhenInterrupted } from './interruption';
import { ADMIN_EMAIL, ADMIN_PASSWORD, OpsLedgerProcess } from '../../libs/testing/opsledger-process';
import { organizationOn, PASSWORD } from '../../libs/testing/organization';
import type { BenchDatabase } from './server';

const CATCH_UP_MINUTES = 20;

/** The built platform in one process tree, as `npm start` runs it, on a database of the bench's durable server. */
export class BenchPlatform {
  private constructor(
    readonly process: OpsLedgerProcess,
    /** Of the one organisation, and its person who receives stock. */
    readonly tenantId: string,
    private readonly email: string,
    private readonly forget: () => void,
  ) {}

  static async start({ url }: BenchDatabase, environment: NodeJS.ProcessEnv = {}): Promise<BenchPlatform> {
    const process = await OpsLedgerProcess.start({ DATABASE_URL: url, LOG_LEVEL: 'error', ...environment });
    const forget = endWhenInterrupted(() => process.remove());
    const { id, adminEmail } = await organizationOn(process);
    return new BenchPlatform(process, id, adminEmail, forget);
  }

  get port(): number {
    return Number(new URL(this.process.url).port);
  }

  /** Lasts 15 minutes. */
  token(): Promise<string> {
    return this.signIn(this.email, PASSWORD);
  }

  operatorToken(): Promise<string> {
    return this.signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
  }

  /** Waits until every projection has folded the log. */
  async caughtUp(): Promise<void> {
    const operator = this.process.http.as(await this.operatorToken());
    await until(CATCH_UP_MINUTES, async () => {
      const { status, body } = await operator.get<Projections>('ops/projections?limit=200');
      return status === 200 && body.items.every(({ lagEvents }) => lagEvents === 0);
    });
  }

  /** Ends it by SIGTERM and starts it again on the same data. */
  async restart(environment: NodeJS.ProcessEnv = {}): Promise<BenchPlatform> {
    await this.process.stop();
    return this.again(environment);
  }

  /** Starts it again on the same data, after its end. */
  async again(environment: NodeJS.ProcessEnv = {}): Promise<BenchPlatform> {
    this.forget();
    const again = await this.process.again(environment);
    return new BenchPlatform(
      again,
      this.tenantId,
      this.email,
      endWhenInterrupted(() => again.remove()),
    );
  }

  async create(path: string, body: object): Promise<string> {
    const client = this.process.http.as(await this.token());
    const answer = await client.post<{ id: string }>(path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  }

  async stop(): Promise<void> {
    this.forget();
    await this.process.stop();
    await this.process.remove();
  }

  private async signIn(email: string, password: string): Promise<string> {
    const answer = await this.process.http.post<{ accessToken: string }>('auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`signing in: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.accessToken;
  }
}

interface Projections {
  readonly items: readonly Pick<ProjectionStatus, 'lagEvents'>[];
}

/** Repeats the check until it is true. */
export async function until(minutes: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + minutes * 60_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`it took more than ${minutes} minutes`);
    await delay(50);
  }
}

export interface Warehouse {
  readonly locationId: string;
  readonly itemIds: readonly string[];
}

/** A location and so many items. */
export async function stockUp(platform: BenchPlatform, items: number): Promise<Warehouse> {
  const locationId = await platform.create('locations', { code: 'BENCH', name: 'Bench' });
  const itemIds: string[] = [];
  for (let item = 0; item < items; item++) {
    itemIds.push(await platform.create('items', { itemNumber: `B-${item}`, name: `Item ${item}`, unit: 'kg' }));
  }
  return { locationId, itemIds };
}

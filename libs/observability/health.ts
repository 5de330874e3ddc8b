/** Rejects, with a message for an operator, when the dependency does not work. */
export type HealthCheck = () => Promise<void>;

export interface DependencyHealth {
  readonly status: 'up' | 'down';
  /** Duration of the check in milliseconds. */
  readonly latencyMs: number;
}

/** The body of `GET /health`. */
export interface HealthReport {
  readonly status: 'ok' | 'down';
  /** Seconds since the process started. */
  readonly uptime: number;
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
  /** Codes of faults in its settings that it noticed lately; the log has the details. */
  readonly warnings: readonly string[];
}

const CHECK_TIMEOUT_MS = 2_000;

/** Anybody may request health, so a report is made at most this often. */
const REPORT_LIFETIME_MS = 1_000;

/** A warning stands in the reports for so long after it was noticed last. */
const WARNING_LIFETIME_MS = 2 * 60 * 60 * 1_000;

/**
 * The dependencies of the process. `/health` and `/health/ready` answer 503 when one is down (`ready` also while the
 * process starts or stops); `/health/live` only shows that the process answers.
 */
export class Health {
  private readonly checks = new Map<string, HealthCheck>();
  private readonly warned = new Map<string, number>();
  private serving = false;
  private latest: { readonly report: Promise<HealthReport>; readonly at: number } | undefined;

  /** `onDown` is given the reasons, once per report: they are for the log, not for strangers. */
  constructor(
    private readonly onDown: (dependency: string, error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** `name`: `postgres`, `bus`, `log`, `projections`, … */
  register(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new TypeError(`a health check named ${name} is registered twice`);
    this.checks.set(name, check);
  }

  /** Whether requests are to be sent here: from the end of the start to the beginning of the stop. */
  setServing(serving: boolean): void {
    this.serving = serving;
  }

  /** `code`: one of a few, such as `UNTRUSTED_PROXY`. Anybody may request health, so it says no more. */
  warn(code: string): void {
    this.warned.set(code, this.now());
  }

  report(): Promise<HealthReport> {
    if (!this.latest || this.now() - this.latest.at >= REPORT_LIFETIME_MS) {
      this.latest = { report: this.check(), at: this.now() };
    }
    return this.latest.report;
  }

  async ready(): Promise<HealthReport> {
    const report = await this.report();
    return this.serving ? report : { ...report, status: 'down' };
  }

  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  private async check(): Promise<HealthReport> {
    const dependencies = Object.fromEntries(
      await Promise.all(
        [...this.checks].map(async ([name, check]) => [name, await this.checkOne(name, check)] as const),
      ),
    );
    // Nothing is known to work before the start has reached its dependencies.
    const isKnown = this.checks.size > 0 || this.serving;
    const up = isKnown && Object.values(dependencies).every(({ status }) => status === 'up');
    const lately = [...this.warned].filter(([, at]) => this.now() - at < WARNING_LIFETIME_MS);
    const warnings = lately.map(([code]) => code);
    return { status: up ? 'ok' : 'down', uptime: Math.floor(process.uptime()), dependencies, warnings };
  }

  private async checkOne(name: string, check: HealthCheck): Promise<DependencyHealth> {
    const started = performance.now();
    const latencyMs = () => Math.round((performance.now() - started) * 10) / 10;
    try {
      await withTimeout(check());
      return { status: 'up', latencyMs: latencyMs() };
    } catch (error) {
      this.onDown(name, error);
      return { status: 'down', latencyMs: latencyMs() };
    }
  }
}

async function withTimeout(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

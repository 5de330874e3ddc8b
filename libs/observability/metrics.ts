import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures of a projection, as the engine reports them. */
export interface ProjectionGauges {
  readonly name: string;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly parked: number;
}

/** The figures of another follower of the log, such as the keeper of the audit trees. */
export interface FollowerGauges {
  readonly name: string;
  /** The number of the last event that it has handled; see `log_head`. */
  readonly place: number;
  readonly failing: boolean;
}

/** The figures of a reactor. `stopped`: a person has to act; `elsewhere`: another process runs it. */
export interface ReactorGauges {
  readonly reactor: string;
  readonly state: 'running' | 'retrying' | 'elsewhere' | 'stopped';
  readonly parkedEvents: number;
  readonly parkedStreams: number;
  /** Refusals that nobody has looked at. */
  readonly refused: number;
}

/** The value of a mechanism's gauge; its name without `opsledger_`. */
export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Sources that are read when `/metrics` is, so that nothing is counted for nobody. */
export interface MetricSources {
  /** Events in the log. */
  readonly logHead?: () => Promise<number>;
  readonly projections?: () => Promise<readonly ProjectionGauges[]>;
  readonly followers?: () => readonly FollowerGauges[];
  readonly reactors?: () => Promise<readonly ReactorGauges[]>;
  readonly mechanisms?: () => Promise<readonly GaugeReading[]>;
  /** Waiting work, by queue: `append`, `outbox`, … */
  readonly queues?: () => Readonly<Record<string, number>>;
}

/** One request as the gateway ended it. `route` is the contract's path, never the requested one. */
export interface ObservedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** The label of all routes that no contract declares, since a stranger chooses their paths. */
export const UNKNOWN_ROUTE = 'unknown';

const REQUEST_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/**
 * The process's Prometheus metrics. Names start with `opsledger_`; labels come from declarations (routes, contracts,
 * projections), never from input, so that their number is bounded.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = this.histogram(
    'http_request_duration_seconds',
    'Requests by route, with their duration',
    ['method', 'route', 'status'],
  );
  private readonly commands = this.histogram('command_duration_seconds', 'Commands by outcome, with their duration', [
    'command',
    'outcome',
  ]);
  private readonly rowSecurityRefusals = new Counter({
    name: 'opsledger_row_security_refusals_total',
    help: 'Statements that row-level security refused',
    registers: [this.registry],
  });
  private readonly restarts = new Counter({
    name: 'opsledger_embedded_restarts_total',
    help: 'Starts of embedded servers after they had died',
    labelNames: ['server'],
    registers: [this.registry],
  });
  private readonly failedSources = new Counter({
    name: 'opsledger_metric_source_failures_total',
    help: 'Sources of metrics that could not be read',
    registers: [this.registry],
  });
  private readonly refreshers: (() => Promise<void>)[] = [];

  constructor(sources: MetricSources = {}) {
    collectDefaultMetrics({ register: this.registry, prefix: 'opsledger_' });
    if (sources.logHead) this.logHead(sources.logHead);
    if (sources.projections) this.projections(sources.projections);
    if (sources.followers) this.followers(sources.followers);
    if (sources.reactors) this.reactors(sources.reactors);
    if (sources.mechanisms) this.mechanisms(sources.mechanisms);
    if (sources.queues) this.queues(sources.queues);
  }

  request({ method, route, status, seconds }: ObservedRequest): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** `outcome`: `ok`, or the code of the refusal. */
  command(command: string, outcome: string, seconds: number): void {
    this.commands.observe({ command, outcome }, seconds);
  }

  rowSecurityRefused(): void {
    this.rowSecurityRefusals.inc();
  }

  restarted(server: 'postgres' | 'broker'): void {
    this.restarts.inc({ server });
  }

  /** The body of `GET /metrics`, and its content type. A failing source is counted; the rest is answered. */
  async expose(): Promise<{ readonly body: string; readonly contentType: string }> {
    const refreshed = await Promise.allSettled(this.refreshers.map((refresh) => refresh()));
    this.failedSources.inc(refreshed.filter(({ status }) => status === 'rejected').length);
    return { body: await this.registry.metrics(), contentType: this.registry.contentType };
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({
      name: `opsledger_${name}`,
      help,
      labelNames,
      buckets: REQUEST_BUCKETS,
      registers: [this.registry],
    });
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `opsledger_${name}`, help, labelNames, registers: [this.registry] });
  }

  private logHead(read: () => Promise<number>): void {
    const head = this.gauge('log_head', 'Number of the last event of the log', []);
    this.refreshers.push(async () => head.set(await read()));
  }

  private projections(read: () => Promise<readonly ProjectionGauges[]>): void {
    const lagEvents = this.gauge('projection_lag_events', 'Events not yet folded', ['projection']);
    const lagSeconds = this.gauge('projection_lag_seconds', 'Age of the oldest event not yet folded', ['projection']);
    const parked = this.gauge('projection_parked_events', 'Events that wait for an operator', ['projection']);
    this.refreshers.push(async () => {
      for (const gauge of [lagEvents, lagSeconds, parked]) gauge.reset();
      for (const row of await read()) {
        lagEvents.set({ projection: row.name }, row.lagEvents);
        lagSeconds.set({ projection: row.name }, row.lagSeconds);
        parked.set({ projection: row.name }, row.parked);
      }
    });
  }

  private followers(read: () => readonly FollowerGauges[]): void {
    const place = this.gauge('follower_place', 'Number of the last event that a follower has handled', ['follower']);
    const failing = this.gauge('follower_failing', '1 where a follower has failed and handled nothing since', [
      'follower',
    ]);
    this.refreshers.push(() => {
      for (const row of read()) {
        place.set({ follower: row.name }, row.place);
        failing.set({ follower: row.name }, row.failing ? 1 : 0);
      }
      return Promise.resolve();
    });
  }

  private reactors(read: () => Promise<readonly ReactorGauges[]>): void {
    const state = this.gauge('reactor_state', '1 for the state that a reactor is in', ['reactor', 'state']);
    const events = this.gauge('reactor_parked_events', 'Events that a reactor could not answer, and those behind', [
      'reactor',
    ]);
    const streams = this.gauge('reactor_parked_streams', 'Streams that a reactor has parked', ['reactor']);
    const refused = this.gauge('reactor_refused_commands', 'Refusals that nobody has looked at', ['reactor']);
    this.refreshers.push(async () => {
      const rows = await read();
      for (const gauge of [state, events, streams, refused]) gauge.reset();
      for (const { reactor, ...row } of rows) {
        state.set({ reactor, state: row.state }, 1);
        events.set({ reactor }, row.parkedEvents);
        streams.set({ reactor }, row.parkedStreams);
        refused.set({ reactor }, row.refused);
      }
    });
  }

  private mechanisms(read: () => Promise<readonly GaugeReading[]>): void {
    const gauges = new Map<string, Gauge>();
    this.refreshers.push(async () => {
      for (const { name, help, labels = {}, value } of await read()) {
        const gauge = gauges.get(name) ?? this.gauge(name, help, Object.keys(labels));
        gauges.set(name, gauge);
        gauge.set(labels, value);
      }
    });
  }

  private queues(read: () => Readonly<Record<string, number>>): void {
    const depth = this.gauge('queue_depth', 'Work that waits', ['queue']);
    this.refreshers.push(() => {
      for (const [queue, waiting] of Object.entries(read())) depth.set({ queue }, waiting);
      return Promise.resolve();
    });
  }
}

import { MAX_REFUSED_ROUTES, type RefusalKind } from '#contracts/audit/refusal-events';

/** The number of sources counted apart in a minute. */
const MAX_SOURCES = 1_000;

const MINUTE_MS = 60_000;

/** One refusal. `source` distinguishes sources; `of` describes the source, and is returned with its counts. */
export interface Refusal<Of> {
  readonly kind: Exclude<RefusalKind, 'others'>;
  /** The declared route, without ids. */
  readonly route: string;
  readonly source: string;
  readonly of: Of;
}

/** Refusals of one kind and source in one minute; without `of`: of all other sources. */
export interface Tallied<Of> {
  readonly kind: RefusalKind;
  readonly of?: Of;
  /** True for the first of its source, reported alone; else the rest. */
  readonly isFirst: boolean;
  readonly routes: readonly string[];
  readonly count: number;
  /** When the minute began, epoch milliseconds. */
  readonly minute: number;
}

interface Counting<Of> {
  readonly kind: RefusalKind;
  readonly of?: Of;
  readonly routes: Set<string>;
  count: number;
}

/**
 * Counts refusals by kind, source and minute. The first of each source is returned at once, the rest as one count when
 * their minute has ended. Sources beyond the limit share one count. The counts returned add up to the refusals noted.
 */
export class RefusalTally<Of> {
  private readonly sources = new Map<string, Counting<Of>>();
  private others: Counting<Of> = counting('others');
  private minute = 0;

  constructor(private readonly maxSources = MAX_SOURCES) {}

  /** Whether the open minute may have counts left to report. */
  get isOpen(): boolean {
    return this.sources.size > 0 || this.others.count > 0;
  }

  /**
   * Notes one refusal. Returns the counts to record now: the rest of the minute before, and this one if it is a first.
   */
  note({ kind, route, source, of }: Refusal<Of>, at: number): readonly Tallied<Of>[] {
    const left = this.due(at);
    const key = `${kind} ${source}`;
    const known = this.sources.get(key);
    if (known) {
      count(known, route);
    } else if (this.sources.size >= this.maxSources) {
      count(this.others, route);
    } else {
      this.sources.set(key, counting(kind, of));
      return [...left, { kind, of, isFirst: true, routes: [route], count: 1, minute: this.minute }];
    }
    return left;
  }

  /** Takes back a count that could not be kept until it was recorded: it joins the count of other sources. */
  takeBack({ routes, count: more }: Tallied<Of>): void {
    for (const route of routes) name(this.others, route);
    this.others.count += more;
  }

  /** The counts left of the minute, if it has ended. */
  due(at: number): readonly Tallied<Of>[] {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (minute <= this.minute) return [];
    const left = this.rest();
    this.minute = minute;
    return left;
  }

  /** Every count noted and not yet returned. */
  rest(): readonly Tallied<Of>[] {
    const { minute } = this;
    const left = [...this.sources.values(), this.others].filter((each) => each.count > 0);
    this.sources.clear();
    this.others = counting('others');
    return left.map(({ routes, ...each }) => ({ ...each, isFirst: false, routes: [...routes], minute }));
  }
}

function counting<Of>(kind: RefusalKind, of?: Of): Counting<Of> {
  return { kind, ...(of !== undefined && { of }), routes: new Set(), count: 0 };
}

function count(counted: Counting<unknown>, route: string): void {
  name(counted, route);
  counted.count++;
}

function name({ routes }: Counting<unknown>, route: string): void {
  if (routes.size < MAX_REFUSED_ROUTES) routes.add(route);
}

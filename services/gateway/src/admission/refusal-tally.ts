import { MAX_REFUSED_ROUTES, type RefusalKind } from '#contracts/audit/refusal-events';

/** Sources that are told apart in a minute. */
const MAX_SOURCES = 1_000;

const MINUTE_MS = 60_000;

/** One refusal. `source` tells one from another; `of` is what is known of it, and given back with its counts. */
export interface Refusal<Of> {
  readonly kind: Exclude<RefusalKind, 'others'>;
  /** As declared, without ids. */
  readonly route: string;
  readonly source: string;
  readonly of: Of;
}

/** Refusals of one kind and source in one minute; without `of`: of all others. */
export interface Tallied<Of> {
  readonly kind: RefusalKind;
  readonly of?: Of;
  /** The first of its source, by itself; else the rest. */
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
 * Counts refusals by kind, source and minute, however many come: the first of each is given at once, the rest as one
 * count when their minute has ended, and beyond the sources that are told apart one count stands for all others. What is
 * given adds up to what was noted.
 */
export class RefusalTally<Of> {
  private readonly sources = new Map<string, Counting<Of>>();
  private others: Counting<Of> = counting('others');
  private minute = 0;

  constructor(private readonly maxSources = MAX_SOURCES) {}

  /** Whether a minute is open that something may be left of. */
  get isOpen(): boolean {
    return this.sources.size > 0 || this.others.count > 0;
  }

  /** Notes one refusal. Gives what is to be recorded now: what is left of the minute before, and this one if it is a first. */
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

  /** Takes back what could not be kept until it was recorded: it counts among the others. */
  takeBack({ routes, count: more }: Tallied<Of>): void {
    for (const route of routes) name(this.others, route);
    this.others.count += more;
  }

  /** What is left of the minute, if it has ended. */
  due(at: number): readonly Tallied<Of>[] {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (minute <= this.minute) return [];
    const left = this.rest();
    this.minute = minute;
    return left;
  }

  /** All that has been noted and not given. */
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

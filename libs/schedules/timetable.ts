import { PLATFORM } from '#contracts/permissions';
import type { OnFault } from '#libs/event-sourcing';
import { runIdOf, spreadOf, type Job } from './job';
import { dueAround, type LocalRule } from './rule';
import type { NewRun, RunStore } from './run-store';

/** An organisation with jobs. */
export interface ScheduledOrganization {
  readonly id: string;
  /** IANA name. */
  readonly timeZone: string;
}

interface Entry {
  readonly job: Job;
  readonly organizationId: string;
  readonly spreadMs: number;
  timeZone: string;
  /** The latest date that a process has taken; undefined until it is known. */
  on: string | undefined;
}

type Around = ReturnType<typeof dueAround>;

/** The due dates of each job and organisation. All are computed from the clock, so a clock may be moved. */
export class Timetable {
  private entries = new Map<string, Entry>();
  private readonly around = new Map<LocalRule, Map<string, readonly Around[]>>();

  constructor(
    private readonly jobs: readonly Job[],
    private readonly store: RunStore,
    private readonly onFault: OnFault,
    /** The time over which the organisations of one zone are spread, in milliseconds; each has a fixed place. */
    private readonly spreadMs: number,
  ) {}

  /** Zones that this runtime knows, or does not: to ask costs as much as all else of an organisation. */
  private readonly zones = new Map<string, boolean>();

  /** Replaces the organisations. A job that is new to an organisation is due from `now` on. */
  async read(organizations: AsyncIterable<ScheduledOrganization>, now: number): Promise<void> {
    const entries = new Map<string, Entry>();
    this.enter(entries, 'platform', { id: PLATFORM, timeZone: 'UTC' });
    if (this.jobs.some(({ scope }) => scope === 'organization')) {
      for await (const organization of organizations) {
        if (this.isKnownZone(organization)) this.enter(entries, 'organization', organization);
      }
    }
    await this.introduce(
      [...entries.values()].filter(({ on }) => on === undefined),
      now,
    );
    this.entries = entries;
  }

  /** The dates due at `now` that are not known to be taken, and the milliseconds until more are due. */
  dueAt(now: number): { readonly runs: readonly NewRun[]; readonly waitMs: number } {
    const runs: NewRun[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.entries.values()) {
      const around = this.aroundOf(entry, now - entry.spreadMs);
      if (entry.on !== undefined && around.latest.on > entry.on) runs.push(this.runOf(entry, around, now));
      next = Math.min(next, around.next.at + entry.spreadMs);
    }
    return { runs, waitMs: next - now };
  }

  /** Marks dates as taken, by this process or by another. */
  taken(runs: readonly NewRun[]): void {
    for (const { job, organizationId, on } of runs) {
      const entry = this.entries.get(keyOf(job, organizationId));
      if (entry) entry.on = on;
    }
  }

  private enter(entries: Map<string, Entry>, scope: Job['scope'], { id, timeZone }: ScheduledOrganization): void {
    const spreadMs = spreadOf({ scope }, id, this.spreadMs);
    for (const job of this.jobs) {
      if (job.scope !== scope) continue;
      const key = keyOf(job.name, id);
      const { on } = this.entries.get(key) ?? { on: undefined };
      entries.set(key, { job, organizationId: id, spreadMs, timeZone, on });
    }
  }

  private isKnownZone({ id, timeZone }: ScheduledOrganization): boolean {
    const isKnown = this.zones.get(timeZone) ?? isZone(timeZone);
    this.zones.set(timeZone, isKnown);
    if (!isKnown) {
      this.onFault(
        `no job is carried out for organisation ${id}: its time zone is not known here`,
        new RangeError(timeZone),
      );
    }
    return isKnown;
  }

  /** In this order: the dates that another process has introduced or taken meanwhile are then read. */
  private async introduce(entries: readonly Entry[], now: number): Promise<void> {
    if (entries.length === 0) return;
    await this.store.introduce(
      entries.map((entry) => this.runOf(entry, this.aroundOf(entry, now - entry.spreadMs), now)),
    );
    const organizationIds = [...new Set(entries.map(({ organizationId }) => organizationId))];
    const latest = await this.store.latest(
      this.jobs.map(({ name }) => name),
      organizationIds,
    );
    const known = new Map(latest.map(({ job, organizationId, on }) => [keyOf(job, organizationId), on]));
    for (const entry of entries) entry.on = known.get(keyOf(entry.job.name, entry.organizationId));
  }

  /** Late dates, due while no process ran, are spread from now on. */
  private runOf({ job, organizationId, spreadMs, timeZone }: Entry, { latest }: Around, now: number): NewRun {
    const { on, at } = latest;
    const isLate = now - at - spreadMs > this.spreadMs;
    const id = runIdOf(job.name, organizationId, on);
    return { id, job: job.name, organizationId, on, at, timeZone, waitMs: isLate ? spreadMs : 0 };
  }

  /** Organisations of one zone share the result: some may be before a due moment while others are past it. */
  private aroundOf({ job, timeZone }: Entry, moment: number): Around {
    const ofRule = this.around.get(job.at) ?? new Map<string, readonly Around[]>();
    this.around.set(job.at, ofRule);
    const known = ofRule.get(timeZone) ?? [];
    const holds = known.find(({ latest, next }) => latest.at <= moment && moment < next.at);
    if (holds) return holds;
    const around = dueAround(job.at, timeZone, moment);
    ofRule.set(timeZone, [around, ...known].slice(0, 2));
    return around;
  }
}

function isZone(timeZone: string): boolean {
  try {
    // The constructor throws for an unknown zone.
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const keyOf = (job: string, organizationId: string) => `${job} ${organizationId}`;

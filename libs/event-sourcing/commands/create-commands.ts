import type { Pool } from 'pg';
import type { EventLog } from '#libs/event-log';
import { reservingAggregates, type Aggregate } from '../aggregates/aggregate';
import { EventCodec, type Keys } from '../aggregates/codec';
import { CommandHandler } from './command-handler';
import type { Commands } from './commands';
import { ReleaseFollower } from '../reservations/release-follower';
import type { LogConsumer } from '../reactors/log-feed';
import { Reservations, type Names } from '../reservations/reservations';
import { SnapshotKeeper, type OnFault } from '../aggregates/snapshot-keeper';
import type { StateCache } from '../aggregates/state-cache';
import type { Snapshots } from '../aggregates/snapshots';
import { StreamStates } from '../aggregates/stream-states';

export interface CommandsOptions {
  /** The service, which is the actor of the fence of an abandoned reservation. */
  readonly service: string;
  readonly log: EventLog;
  readonly keys: Keys;
  readonly names: Names;
  /** Without them every cold stream is read from its first event. */
  readonly snapshots?: Snapshots;
  readonly onFault: OnFault;
  /** Epoch milliseconds. Default: the system's. */
  readonly clock?: () => number;
  /** The cache of the process, which all its services share. Default: one of its own. */
  readonly cache?: StateCache;
  /** How long a reservation waits for its owner's append, in milliseconds. Default 2,000. */
  readonly abandonAfterMs?: number;
}

/** The parts that a service writes with; one of each per process. */
export interface Writing {
  readonly commands: Commands;
  readonly reservations: Reservations;
  readonly codec: EventCodec;
  /**
   * Opens the follower that releases for certain the former values of the service's streams; `pool` as the projector.
   */
  followReleases(pool: Pool, aggregates?: readonly Aggregate<never, never>[]): Promise<LogConsumer>;
  /** Resolves when no background work (snapshots) is under way. */
  settled(): Promise<void>;
}

export function createCommands(options: CommandsOptions): Writing {
  const { service, log, keys, names, onFault, clock = Date.now, cache, abandonAfterMs } = options;
  const codec = new EventCodec(keys);
  const snapshots = options.snapshots && new SnapshotKeeper({ snapshots: options.snapshots, onFault });
  const states = new StreamStates({
    log,
    codec,
    onFault,
    clock,
    ...(snapshots && { snapshots }),
    ...(cache && { cache }),
  });
  const abandon = abandonAfterMs !== undefined && { abandonAfterMs };
  const reservations = new Reservations({ log, codec, states, names, service, clock, ...abandon });
  const commands = new CommandHandler({ log, codec, states, reservations, onFault, clock });
  return {
    commands,
    reservations,
    codec,
    followReleases: (pool, aggregates = reservingAggregates(service)) =>
      ReleaseFollower.open(pool, { service, aggregates, codec, states, reservations }),
    settled: async () => snapshots?.settled(),
  };
}

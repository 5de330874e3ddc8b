import { placeOf } from '#libs/event-log';
import { type LogFeed, EventCodec, type OnFault, Reactors } from '#libs/event-sourcing';
import type { FollowerGauges, Logger, ProjectionGauges, ReactorGauges } from '#libs/observability';
import { FilledProjections, LogReader, type Projection, ProjectionEngine } from '#libs/projections';
import { FollowerStopped, type ServiceDefinition, projectionsOf } from '../feature/feature';
import type { ReadProgress } from '../feature/service-parts';
import { isDamage } from '../embedded-postgres/diagnosis';
import { knownInReplica } from './known-in-replica';
import { FollowerLoop, type FollowerStanding } from './follower-loop';
import type { PlatformParts } from './platform-parts';
import { type RunningService, sendAsOneOf } from './services';
import type { StopSequence } from './stop-sequence';

/** Everything in this process that follows the log: projections, reactors and the services' own followers. */
export interface Following {
  readonly progress: ReadProgress;
  /** The process's one reader of the log. */
  readonly feed: LogFeed;
  /** Events in memory are decoded anew: a key was destroyed. */
  forgetDecoded(): void;
  /** Reactors send as their service, so services are connected before this is called. */
  start(services: readonly RunningService[]): void;
  /** Resolves when every projection of this process has reached the head that the log has now. */
  caughtUp(options: { readonly signal: AbortSignal; readonly told: (state: string) => void }): Promise<void>;
  /** The progress of the projections of this process. */
  status(): Promise<readonly ProjectionGauges[]>;
  /** The progress of the services' own followers. */
  followers(): readonly FollowerGauges[];
  /** Consumers that stopped because the log lacks events that they have handled. */
  behind(): readonly string[];
  /** The progress of the reactors of this process, once they are started. */
  reactors(): Promise<readonly ReactorGauges[]>;
}

export interface FollowingOptions {
  readonly platform: PlatformParts;
  readonly databaseUrl: string;
  readonly services: readonly ServiceDefinition[];
  readonly logger: Logger;
  readonly stops: StopSequence;
  /** Files of the database are damaged: repeating does not help. */
  readonly onDamage: (error: unknown) => void;
}

export async function openFollowing(options: FollowingOptions): Promise<Following> {
  const { platform, services, logger, stops, onDamage } = options;
  const onFault: OnFault = (what, err) => {
    logger.warn({ err }, what);
    if (isDamage(err)) onDamage(err);
  };
  const reader = new LogReader(platform.log, {
    onFault: (error) => onFault('the log could not be read; trying again', error),
  });
  stops.add('log reader', () => reader.close());
  const projections = services.flatMap(projectionsOf);
  const engine = new ProjectionEngine({
    url: options.databaseUrl,
    roles: platform.roles,
    budget: platform.budget,
    poolSizes: platform.sizes,
    log: platform.log,
    reader,
    decoder: new EventCodec(platform.keys),
    projections,
    onFault: (error, projection) => onFault(`${projection ?? 'projecting'} met a fault`, error),
  });
  stops.add('projections', () => engine.stop());
  await engine.start();
  const filled = await lookForFilled(projections, { platform, onFault, stops });
  const loops: FollowerLoop[] = [];
  let reactors: Reactors | undefined;
  return {
    feed: reader,
    forgetDecoded: () => reader.forgetDecoded(),
    progress: {
      waitFor: (...asked) => engine.waitFor(...asked),
      known: platform.readsReplica ? knownInReplica(platform) : (...asked) => engine.known(...asked),
      filling: (names) => filled.filling(names),
    },
    start(running) {
      reactors = startReactors(reader, running, { platform, onFault, stops });
      loops.push(...startFollowers(reader, running, options));
    },
    // A process that runs no service may not read the engine's tables.
    caughtUp: async ({ signal, told }) => (services.length > 0 ? caughtUp(engine, signal, told) : undefined),
    status: async () => (services.length > 0 ? gaugesOf(engine, await engine.parked()) : []),
    followers: () => loops.flatMap(({ standing }) => (standing ? [gaugeOf(standing)] : [])),
    behind: () => [
      ...engine.behind(),
      ...(reactors?.behind() ?? []),
      ...loops.flatMap(({ behind, standing }) => (behind ? [standing?.name ?? 'a follower'] : [])),
    ],
    reactors: async () => (services.length > 0 && (await reactors?.gauges())) || [],
  };
}

async function lookForFilled(
  projections: readonly Projection[],
  { platform, onFault, stops }: { platform: PlatformParts; onFault: OnFault; stops: StopSequence },
): Promise<FilledProjections> {
  const filled = new FilledProjections(
    projections,
    (sql, values) => platform.platformReader.query((rows) => rows.query(sql, [...values])),
    (error) => onFault('whether the read models are filled is not known; looking again', error),
  );
  stops.add('read models', () => filled.stop());
  await filled.start();
  return filled;
}

function startFollowers(
  feed: LogReader,
  services: readonly RunningService[],
  { platform, logger, stops }: FollowingOptions,
): FollowerLoop[] {
  return services
    .flatMap(({ definition, followers }) => [...(definition.followers ?? []), ...followers])
    .map((follower) => {
      const loop = new FollowerLoop(follower, {
        feed,
        pool: platform.projectorPool,
        onFault: (err) => {
          const level = err instanceof FollowerStopped ? 'error' : 'warn';
          logger[level]({ err }, 'a follower of the log failed and is opened again');
        },
      });
      stops.add('follower', () => loop.stop());
      return loop;
    });
}

function startReactors(
  feed: LogReader,
  services: readonly RunningService[],
  { platform, onFault, stops }: { platform: PlatformParts; onFault: OnFault; stops: StopSequence },
): Reactors {
  const send = sendAsOneOf(services);
  const { projectorPool: pool, keys, log } = platform;
  const reactors = new Reactors({ feed, log, codec: new EventCodec(keys), pool, send, onFault });
  stops.add('reactors', () => reactors.stop());
  reactors.start(
    services.flatMap(({ definition }) => definition.features.flatMap(({ reactors: declared = [] }) => declared)),
  );
  return reactors;
}

/** The length of one wait for the projections; after each the operator is told how far they are. */
const TELL_EVERY_MS = 5_000;

async function caughtUp(engine: ProjectionEngine, signal: AbortSignal, told: (state: string) => void): Promise<void> {
  const serving = () => engine.gauges().filter(({ role }) => role === 'serving');
  while (!(await engine.caughtUp(TELL_EVERY_MS))) {
    signal.throwIfAborted();
    const behind = serving().filter(({ lagEvents, paused, stopped }) => lagEvents > 0 && !paused && !stopped);
    const state = behind.map(({ projection, lagEvents }) => `${projection} ${lagEvents}`);
    told(`Waiting for the read models: ${state.join(', ')}`);
  }
  const halted = serving().filter(({ paused, stopped }) => paused || stopped);
  if (halted.length === 0) return;
  const names = halted.map(({ projection, stopped }) => `${projection} ${stopped ? 'stopped' : 'is paused'}`);
  told(`Not up to date until they are resumed (opsledger projections resume): ${names.join(', ')}`);
}

function gaugeOf({ name, position, failing }: FollowerStanding): FollowerGauges {
  return { name, place: Number(placeOf(position)), failing };
}

function gaugesOf(engine: ProjectionEngine, parked: ReadonlyMap<string, number>): ProjectionGauges[] {
  return engine
    .gauges()
    .filter(({ role }) => role === 'serving')
    .map(({ projection, lagEvents, lagSeconds }) => ({
      name: projection,
      lagEvents,
      lagSeconds,
      parked: parked.get(projection) ?? 0,
    }));
}

import { LogReader } from '#libs/projections';
import type { Logger, ProjectionGauges } from '#libs/observability';
import type { ServiceDefinition } from '../feature/feature';
import type { ReadProgress } from '../feature/service-parts';
import type { PlatformParts } from './platform-parts';
import type { RunningService } from './services';
import type { StopSequence } from './stop-sequence';

/** Everything of this process that follows the log: projections, reactors, and what else services bring. */
export interface Following {
  readonly progress: ReadProgress;
  /** Reactors send as their service, so the services are connected by then. */
  start(services: readonly RunningService[]): Promise<void>;
  /** Resolves when every projection of this process has reached the head that the log has now. */
  caughtUp(options: { readonly signal: AbortSignal; readonly told: (state: string) => void }): Promise<void>;
  /** Where the projections of this process stand. */
  status(): Promise<readonly ProjectionGauges[]>;
}

export interface FollowingOptions {
  readonly platform: PlatformParts;
  readonly services: readonly ServiceDefinition[];
  readonly logger: Logger;
  readonly stops: StopSequence;
}

export function openFollowing({ platform, services, logger, stops }: FollowingOptions): Promise<Following> {
  const reader = new LogReader(platform.log, { onFault: (err) => logger.warn({ err }, 'the log could not be read; trying again') });
  stops.add('log reader', () => reader.close());
  return Promise.resolve({
    progress: { waitFor: () => Promise.resolve(true) },
    async start() {
      for (const { followers = [] } of services) for (const follower of followers) reader.register(await follower(platform.projectorPool));
    },
    caughtUp: () => Promise.resolve(),
    status: () => Promise.resolve([]),
  });
}

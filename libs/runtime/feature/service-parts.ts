import type { EventLog, Position } from '#libs/event-log';
import type { Commands } from '#libs/event-sourcing';
import type { Bus } from '#libs/messaging';
import type { PlatformReader, TenantReader } from '#libs/read-models';

/** Read your own writes. */
export interface ReadProgress {
  /** Waits until every named projection has reached the position, or the time is up: then `false`. */
  waitFor(projections: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
}

/** What a process lends to each service that it runs. */
export interface ServiceParts {
  readonly log: EventLog;
  readonly commands: Commands;
  readonly tenantReader: Pick<TenantReader, 'query'>;
  readonly platformReader: Pick<PlatformReader, 'query'>;
  readonly progress: ReadProgress;
  readonly bus: Bus;
  readonly config: object;
}
